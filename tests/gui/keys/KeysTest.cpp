#include "gui/ShownConsole.h"
#include "ui/keys/SigningKeyCard.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QScrollBar>
#include <QTabBar>
#include <QTreeView>

using namespace countersign;

/// The keys that seal exports: what is due, and one of them in full.
class KeysTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_shown = std::make_unique<test::ShownConsole>();
        QVERIFY(m_shown->open(m_shown->hospital.world.fixture.admins.front(), "keys", "kek_standard"));
        QTRY_VERIFY(tree() && tree()->model()->rowCount() == 1);
    }
    void cleanup() { m_shown.reset(); }

    void theOneAskedForIsShown();
    void rotationThatComesDueIsTold();
    void columnsFitTheWindow();
    void everybodySeesTheirOwnSigningKeys();
    void aDeviceThatWaitsAsksItsHolder();
    void whatARevocationDoesIsReadBefore();

private:
    [[nodiscard]] QList<ui::SigningKeyCard*> cards() const
    {
        return m_shown->window().findChildren<ui::SigningKeyCard*>();
    }
    void openAsApprover();

    [[nodiscard]] QTreeView* tree() const { return m_shown->find<QTreeView>("keys"); }
    [[nodiscard]] QString title() const { return m_shown->find<ui::Card>("keyCard")->accessibleName(); }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void KeysTest::theOneAskedForIsShown()
{
    QCOMPARE(tree()->model()->rowCount(tree()->model()->index(0, 0)), 2);
    QVERIFY2(title().endsWith(QStringLiteral("standard")), qPrintable(title()));
    tree()->setCurrentIndex(tree()->indexBelow(tree()->model()->index(0, 0)));
    QVERIFY2(title().endsWith(QStringLiteral("high")), qPrintable(title()));
}

// 86 of its 90 days are over.
void KeysTest::rotationThatComesDueIsTold()
{
    const auto* due = m_shown->find<ui::Chip>("keysDue");
    QVERIFY(due);
    QCOMPARE(due->tone(), ui::Tone::Warn);
    QVERIFY(due->text().startsWith(u'1'));
    QTRY_VERIFY(m_shown->find<ui::Chip>("keyState")); // made anew with each list, and laid out a turn later
    QCOMPARE(m_shown->find<ui::Chip>("keyState")->text(), QStringLiteral("rotate in 4 day(s)"));
}

void KeysTest::columnsFitTheWindow()
{
    for (const QSize size : {QSize(1280, 800), QSize(1440, 900)}) {
        m_shown->window().resize(size);
        QTRY_COMPARE(tree()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(tree()->columnWidth(0) >= 150);
    }
}

// Adler, with a second device that waits for his word.
void KeysTest::openAsApprover()
{
    m_shown = std::make_unique<test::ShownConsole>();
    auto& world = m_shown->hospital.world;
    auto laptop = test::makePerson(world.approves.id.text());
    laptop.name = world.approves.name;
    world.fixture.enter(world.fixture.registration(laptop, "ward laptop"));
    QVERIFY(m_shown->open(world.approves, "keys"));
    QTRY_VERIFY(cards().size() == 2 && m_shown->find<QPushButton>("signingKeyRevoke"));
}

void KeysTest::everybodySeesTheirOwnSigningKeys()
{
    openAsApprover();
    QVERIFY(!m_shown->find<QTabBar>("keyTabs")->isTabVisible(1));
    QVERIFY2(!m_shown->find<QComboBox>("signingKeysPerson"), "nobody else's");
    const auto own = QString::fromStdString(m_shown->hospital.world.approves.signing.thumbprint().text());
    const auto* card = m_shown->window().findChild<ui::SigningKeyCard*>(QStringLiteral("signingKey-") + own);
    QVERIFY(card);
    auto print = card->findChild<QLabel*>("signingKeyThumbprint")->text();
    QCOMPARE(print.remove(u' '), own);
    QCOMPARE(card->findChild<ui::Chip*>("signingKeyState")->tone(), ui::Tone::Ok);
    QVERIFY(card->findChild<QPushButton*>("signingKeyRenew"));
}

void KeysTest::aDeviceThatWaitsAsksItsHolder()
{
    openAsApprover();
    auto* mine = m_shown->find<QPushButton>("signingKeyVouch");
    QVERIFY(mine);
    QVERIFY(m_shown->find<QPushButton>("signingKeyRefuse"));
    mine->click();
    auto* send = m_shown->find<QPushButton>("keyActionSend");
    QVERIFY(send && !send->isEnabled());
    m_shown->find<QLineEdit>("keyActionReason")->setText(QStringLiteral("my new laptop"));
    m_shown->find<QLineEdit>("keyActionCode")->setText(QStringLiteral("123456"));
    QVERIFY(send->isEnabled());
}

void KeysTest::whatARevocationDoesIsReadBefore()
{
    openAsApprover();
    m_shown->find<QPushButton>("signingKeyRevoke")->click();
    auto* effect = m_shown->find<QLabel>("keyActionEffect");
    QVERIFY(effect);
    const auto fromNowOn = effect->text();
    QVERIFY(!m_shown->find<QWidget>("keyActionSince"));
    m_shown->find<QComboBox>("keyActionFrom")->setCurrentIndex(1);
    auto* since = m_shown->find<QDateTimeEdit>("keyActionSince");
    QVERIFY(since);
    since->setDateTime(since->dateTime().addYears(-1));
    QVERIFY(effect->text() != fromNowOn);
    const auto& fixture = m_shown->hospital.world.fixture;
    const auto signing = m_shown->hospital.world.approves.signing.thumbprint();
    const auto first = QString::number(fixture.state.key(signing)->registered + 1);
    QVERIFY2(effect->text().contains(first), "not beyond the key's registration");
}

QTEST_MAIN(KeysTest)
#include "KeysTest.moc"
