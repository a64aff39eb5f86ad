#include "mistakes/Office.h"

#include <QComboBox>
#include <QTableView>

using namespace countersign;
using namespace std::chrono_literals;
using State = client::Session::State;

/// Names, passwords and codes that are wrong, at the real server: told in a sentence, and no way in.
class SignInMistakesTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_office = std::make_unique<test::Office>(QStringList{"okafor", "silva"}); }
    void cleanupTestCase() { m_office.reset(); }
    void cleanup() { m_office->close(); }

    void aWrongPasswordSpendsNoCode();
    void codesOfAnotherTime_data();
    void codesOfAnotherTime();
    void threeWrongCodesAndTheNameIsAskedForAgain();
    void aSignInThatTakesTooLong();
    void aCodeWorksOnce();
    void aRecoveryCodeWorksOnce();
    void tenWrongCodesLockUntilAnAdminUnlocks();
    void aSecondConsoleOfTheSamePerson();
    void twoConsolesInOneFolder();

private:
    test::Desk& okafor() { return (*m_office)["okafor"]; }

    std::unique_ptr<test::Office> m_office;
};

void SignInMistakesTest::aWrongPasswordSpendsNoCode()
{
    auto& desk = okafor();
    desk.sit();
    desk.typePassword(QStringLiteral("velvet harbour cucumber eighteen"));
    const auto code = desk.code();
    desk.typeCode(code);
    TOLD(desk, "codePageNotice", "Name, password or code is wrong. Check them and try again.");
    QVERIFY(!desk.see<QWidget>("frame"));
    desk.press("codeBack");
    QVERIFY(desk.find<QLineEdit>("signInPassword").text().isEmpty());
    QCOMPARE(desk.find<QLineEdit>("signInName").text(), desk.name()); // nothing is typed twice
    desk.typePassword(test::Desk::password());
    desk.typeCode(code);
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
}

void SignInMistakesTest::codesOfAnotherTime_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<bool>("good");
    QTest::newRow("of the step before") << -30 << true;
    QTest::newRow("late") << -60 << false;
    QTest::newRow("early") << 30 << false;
}

void SignInMistakesTest::codesOfAnotherTime()
{
    QFETCH(int, seconds);
    QFETCH(bool, good);
    auto& desk = okafor();
    m_office->world.clock.advance(2min); // both steps are unused
    desk.sit();
    desk.typePassword(test::Desk::password());
    desk.typeCode(desk.codeAt(m_office->world.clock.now() + std::chrono::seconds(seconds)));
    if (good) {
        desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
        return;
    }
    TOLD(desk, "codePageNotice", "Name, password or code is wrong. Check them and try again.");
    QVERIFY(!desk.window().frame());
    // The next one is taken on the same page.
    desk.typeCode(desk.code());
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
}

// Nobody types right codes into a sign-in that is over.
void SignInMistakesTest::threeWrongCodesAndTheNameIsAskedForAgain()
{
    auto& desk = okafor();
    desk.sit();
    desk.typePassword(test::Desk::password());
    for (int i = 0; i < 3; ++i) {
        desk.typeCode(desk.wrongCode());
        TOLD(desk, "codePageNotice", "Name, password or code is wrong. Check them and try again.");
    }
    const auto code = desk.code();
    desk.typeCode(code);
    TOLD(desk, "signInPageNotice",
         "This sign-in took too long or had too many wrong codes. Type your name and password again.");
    desk.typePassword(test::Desk::password());
    desk.typeCode(code); // not spent
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
}

void SignInMistakesTest::aSignInThatTakesTooLong()
{
    auto& desk = okafor();
    desk.sit();
    desk.typePassword(test::Desk::password());
    static_cast<void>(desk.find<QWidget>("codeBoxes"));
    m_office->world.clock.advance(6min);
    desk.typeCode(desk.code());
    TOLD(desk, "signInPageNotice",
         "This sign-in took too long or had too many wrong codes. Type your name and password again.");
}

void SignInMistakesTest::aCodeWorksOnce()
{
    auto& desk = okafor();
    m_office->world.clock.advance(1min);
    const auto code = desk.code();
    desk.sit();
    desk.typePassword(test::Desk::password());
    desk.typeCode(code);
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
    desk.sit();
    desk.typePassword(test::Desk::password());
    desk.typeCode(code);
    TOLD(desk, "codePageNotice", "This code was used already. Wait for the next one; each code works once.");
    QVERIFY(!desk.window().frame());
    // Nor for an action.
    desk.typeCode(desk.code());
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
}

void SignInMistakesTest::aRecoveryCodeWorksOnce()
{
    auto& desk = okafor();
    const auto code = desk.recoveryCodes().front();
    const auto type = [&] {
        desk.sit();
        desk.typePassword(test::Desk::password());
        desk.press("useRecoveryCode");
        desk.type("recoveryCode", code);
        desk.press("codeContinue");
    };
    type();
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
    type();
    TOLD(desk, "codePageNotice", "Name, password or code is wrong. Check them and try again.");
    QCOMPARE(desk.find<QLabel>("codeHint").text(), QStringLiteral("Each recovery code works once."));
    QVERIFY(!desk.window().frame());
    QVERIFY(desk.find<QLineEdit>("recoveryCode").text().isEmpty());
    QCOMPARE(m_office->count("SELECT count(*) FROM recovery_codes WHERE person = 'okafor' AND used = 1"), 1);
}

// Also who sits elsewhere is put out; a right code tells why, and only an admin helps.
void SignInMistakesTest::tenWrongCodesLockUntilAnAdminUnlocks()
{
    auto& desk = (*m_office)["silva"];
    desk.sit({.anotherComputer = true});
    desk.signIn();
    const auto elsewhere =
        m_office->count("SELECT count(*) FROM sessions WHERE person = 'silva' AND ended = 0");
    QVERIFY(elsewhere > 0);
    desk.sit();
    for (int i = 0; i < 10; ++i) {
        m_office->world.clock.advance(5min);
        desk.typePassword(test::Desk::password());
        desk.typeCode(desk.wrongCode());
        TOLD(desk, "codePageNotice", "Name, password or code is wrong. Check them and try again.");
        desk.press("codeBack");
    }
    QCOMPARE(m_office->count("SELECT count(*) FROM sessions WHERE person = 'silva' AND ended = 0"), 0);
    QCOMPARE(m_office->entries("session.locked-out"), 1);
    m_office->world.clock.advance(5min);
    desk.typePassword(test::Desk::password());
    desk.typeCode(desk.code());
    TOLD(desk, "codePageNotice",
         "This account is locked after too many failed attempts. Ask an admin to unlock it.");
    QVERIFY(!desk.window().frame());

    auto& admin = (*m_office)["amira"];
    admin.sit();
    admin.signIn();
    admin.open("people");
    auto& table = admin.find<QTableView>("people");
    admin.waitUntil("the people", [&] { return table.model()->rowCount() == 8; });
    admin.open("people", QStringLiteral("silva"));
    auto& action = admin.find<QComboBox>("personAction");
    action.setCurrentIndex(action.findText(QStringLiteral("Unlock")));
    QTest::keyClicks(&admin.find<QLineEdit>("personCode"), admin.code());
    admin.press("personSend");
    TOLD(admin, "personNotice", "Done.");
    desk.typeCode(desk.code());
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
}

void SignInMistakesTest::aSecondConsoleOfTheSamePerson()
{
    auto& desk = okafor();
    desk.sit();
    desk.signIn();
    const auto kept = desk.detach();
    desk.sit({.anotherComputer = true});
    desk.typePassword(test::Desk::password());
    desk.typeCode(desk.code());
    TOLD(desk, "keyPageNotice",
         "Your signing key is not on this computer. Use the computer where you enrolled, or register a new "
         "key.");
    desk.press("keyContinue");
    desk.waitUntil("the frame", [&] { return desk.window().frame() != nullptr; });
    TOLD(desk, "keyNotice",
         "Your signing key is not on this computer. Use the computer where you enrolled, or register a new "
         "key. "
         "Until then you can read, but sign nothing.");
    // The first one goes on.
    QVERIFY(QCoro::waitFor(kept->client().session().refreshMe()));
    QVERIFY(QCoro::waitFor(kept->client().book().refresh()));
    QCOMPARE(kept->client().session().state(), State::SignedIn);
    // And one that signs out does not take the other along.
    QCoro::waitFor(kept->client().session().signOut());
    QVERIFY(QCoro::waitFor(desk.client().session().refreshMe()));
}

// Started twice on one computer: neither takes the other's checkpoints for a rewritten log.
void SignInMistakesTest::twoConsolesInOneFolder()
{
    auto& desk = okafor();
    desk.sit();
    desk.signIn();
    const auto first = desk.detach();
    desk.sit();
    desk.signIn();
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(m_office->ask(QStringLiteral("Asked %1").arg(i))); // the log grows
        auto one = first->client().log().advance();
        auto other = desk.client().log().advance();
        QVERIFY(QCoro::waitFor(std::move(one)));
        QVERIFY(QCoro::waitFor(std::move(other)));
        QVERIFY(!first->client().log().broken() && !desk.client().log().broken());
    }
}

QTEST_MAIN(SignInMistakesTest)
#include "SignInMistakesTest.moc"
