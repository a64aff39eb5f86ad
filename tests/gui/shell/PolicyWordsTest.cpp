#include "ui/shell/PolicyWords.h"

#include "support/TrustFixture.h"

#include <QTest>

using namespace countersign;

/// What an admin reads of a root before signing it.
class PolicyWordsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aRootThatChangesNothingIsToldSo();
    void whoJoinsAndLeavesIsToldByIdToo();
    void anotherNameIsTold();
    void anotherKeyIsTold();

private:
    [[nodiscard]] QStringList told() const { return ui::rootDifferences(before, after); }

    test::TrustFixture world;
    wire::RootBody before = world.rootBody;
    wire::RootBody after = world.rootBody;
};

void PolicyWordsTest::aRootThatChangesNothingIsToldSo()
{
    QCOMPARE(told(), QStringList{QStringLiteral("changes nothing but its number")});
}

// Another person under the name that all know.
void PolicyWordsTest::whoJoinsAndLeavesIsToldByIdToo()
{
    before.admins.front().name = "Amira Haddad";
    before.admins.front().person = PersonId("amira");
    after = before;
    after.admins.front().person = PersonId("mallory");
    QCOMPARE(told(),
             (QStringList{QStringLiteral("joins: Amira Haddad (mallory)"),
                          QStringLiteral("leaves, and is no admin from then on: Amira Haddad (amira)")}));
}

void PolicyWordsTest::anotherNameIsTold()
{
    before.admins.front().name = "Amira Haddad";
    before.admins.front().person = PersonId("amira");
    after = before;
    after.admins.front().name = "Boris Novak";
    QCOMPARE(told(), QStringList{QStringLiteral("is called Boris Novak from then on: Amira Haddad (amira)")});
}

void PolicyWordsTest::anotherKeyIsTold()
{
    before.admins.front().name = "Amira Haddad";
    before.admins.front().person = PersonId("amira");
    after = before;
    after.admins.front().signing = crypto::SigningKey::generate().publicKey();
    QCOMPARE(told(), QStringList{QStringLiteral("named with another key: Amira Haddad (amira)")});
}

QTEST_MAIN(PolicyWordsTest)
#include "PolicyWordsTest.moc"
