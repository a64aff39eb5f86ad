#include "mistakes/Office.h"

#include <QDir>

using namespace countersign;

/// Keys that are not to be had, at the real server: told at sign-in, after a lock and when signing, never
/// taken for lost while they are merely locked away, and replaced only by what two admins endorse.
class KeyMistakesTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_office = std::make_unique<test::Office>(QStringList{"okafor", "adler", "silva"});
    }
    void cleanupTestCase() { m_office.reset(); }
    void cleanup() { m_office->close(); }

    void aKeyStoreThatFailsAtSignIn_data();
    void aKeyStoreThatFailsAtSignIn();
    void aKeyStoreThatIsLockedMeanwhile();
    void anEmptiedKeyStore();
    void aPassphraseThatIsWrongOrForgotten();

private:
    /// With a key file, and the key that is missing in it made anew.
    void signInAnew(test::Desk& desk, const QString& passphrase);
    [[nodiscard]] Result<JobId> ask(test::Desk& desk);

    std::unique_ptr<test::Office> m_office;
};

Result<JobId> KeyMistakesTest::ask(test::Desk& desk)
{
    auto body = m_office->draft(desk.client(), QStringLiteral("Asked with a key"));
    return QCoro::waitFor(desk.client().requests().sign(std::move(body), desk.secretCode()));
}

void KeyMistakesTest::aKeyStoreThatFailsAtSignIn_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("told");
    QTest::newRow("missing") << static_cast<int>(ErrorCode::KeyStoreMissing)
                             << QStringLiteral(
                                    "This computer has no key store that works. Start the console with "
                                    "--key-store file.");
    QTest::newRow("locked") << static_cast<int>(ErrorCode::KeyStoreLocked)
                            << QStringLiteral(
                                   "This computer's key store is locked or does not answer. Unlock it, "
                                   "then try again.");
    QTest::newRow("empty") << static_cast<int>(ErrorCode::KeyMissing)
                           << QStringLiteral(
                                  "Your signing key is not on this computer. Use the computer where you "
                                  "enrolled, or register a new key.");
}

void KeyMistakesTest::aKeyStoreThatFailsAtSignIn()
{
    QFETCH(int, fault);
    QFETCH(QString, told);
    auto& desk = (*m_office)["okafor"];
    desk.drawer().fault = static_cast<ErrorCode>(fault);
    desk.sit();
    desk.typePassword(test::Desk::password());
    desk.typeCode(desk.code());
    auto instead = desk.unlessTold("keyPageNotice", told);
    QVERIFY2(instead.isEmpty(), instead.constData());
    // A new key, which two admins would have to endorse, is offered only where the old one is not there.
    QCOMPARE(desk.see<QPushButton>("keyMake") != nullptr,
             static_cast<ErrorCode>(fault) == ErrorCode::KeyMissing);
    desk.press("keyContinue");
    instead =
        desk.unlessTold("keyNotice", told + QStringLiteral(" Until then you can read, but sign nothing."));
    QVERIFY2(instead.isEmpty(), instead.constData());
    // Reading goes on; signing does not, and says the same.
    QVERIFY(QCoro::waitFor(desk.client().book().refresh()));
    const auto before = m_office->statements("export-request");
    const auto refused = ask(desk);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, static_cast<ErrorCode>(fault));
    QCOMPARE(m_office->statements("export-request"), before);
    // Opened, and looked into again.
    desk.drawer().fault.reset();
    desk.answer("keyNotice");
    desk.waitUntil("the key", [&] { return !desk.see<ui::Notice>("keyNotice"); });
    const auto asked = ask(desk);
    QVERIFY2(asked, asked ? "" : asked.error().detail.c_str());
    QCOMPARE(m_office->statements("export-request"), before + 1);
}

// Locked while the console was: nobody sees the page of the key then.
void KeyMistakesTest::aKeyStoreThatIsLockedMeanwhile()
{
    auto& desk = (*m_office)["okafor"];
    desk.sit();
    desk.signIn();
    desk.open("requests", QStringLiteral("new"));
    desk.type("title", QStringLiteral("Half a request"));
    desk.drawer().fault = ErrorCode::KeyStoreLocked;
    desk.press("lockButton");
    desk.reenter();
    TOLD(desk, "keyNotice",
         "This computer's key store is locked or does not answer. Unlock it, then try again. Until then you "
         "can "
         "read, but sign nothing.");
    QCOMPARE(desk.find<QLineEdit>("title").text(), QStringLiteral("Half a request"));
    desk.drawer().fault.reset();
    desk.answer("keyNotice");
    desk.waitUntil("the key", [&] { return !desk.see<ui::Notice>("keyNotice"); });
    QVERIFY(ask(desk));
    QCOMPARE(desk.find<QLineEdit>("title").text(), QStringLiteral("Half a request"));
}

void KeyMistakesTest::anEmptiedKeyStore()
{
    auto& desk = (*m_office)["adler"];
    desk.drawer().keys.clear();
    desk.sit();
    desk.typePassword(test::Desk::password());
    desk.typeCode(desk.code());
    TOLD(desk, "keyPageNotice",
         "Your signing key is not on this computer. Use the computer where you enrolled, or register a new "
         "key.");
    const auto before = m_office->statements("key-registration");
    desk.type("keyCode", desk.wrongCode());
    desk.press("keyMake");
    TOLD(desk, "keyPageNotice", "The code is wrong. Wait for the next one and type it.");
    QCOMPARE(m_office->statements("key-registration"), before);
    desk.type("keyCode", desk.code());
    desk.press("keyMake");
    TOLD(desk, "keyPageNotice", "Your new key is registered.");
    QCOMPARE(m_office->statements("key-registration"), before + 1);
    QVERIFY(desk.find<QLabel>("keyThumbprint").text().size() > 40);
    desk.press("keyContinue");
    desk.waitUntil("the frame", [&] { return desk.window().frame() && desk.window().frame()->isVisible(); });
    QVERIFY(!desk.see<ui::Notice>("keyNotice"));
    // It does not count before two admins endorsed it, and does afterwards.
    const auto job = m_office->ask(QStringLiteral("For a new key"));
    const auto early = [&] {
        test::done(desk.client().book().refresh(job));
        const auto* view = desk.client().book().find(job);
        return QCoro::waitFor(desk.client().approvals().decide(job, view->requestDigest, wire::Gate::Request,
                                                               wire::Verdict::Approve, QStringLiteral("Fits"),
                                                               desk.secretCode()));
    }();
    QVERIFY(!early);
    QCOMPARE(early.error().code, ErrorCode::KeyNotEndorsed);
    m_office->endorse({desk.name()});
    m_office->decide("adler", job, wire::Gate::Request);
}

void KeyMistakesTest::signInAnew(test::Desk& desk, const QString& passphrase)
{
    desk.type("passphrase", passphrase);
    desk.type("passphraseAgain", passphrase);
    desk.press("passphraseOpen");
    desk.typeCode(desk.code());
    TOLD(desk, "keyPageNotice",
         "Your signing key is not on this computer. Use the computer where you enrolled, or register a new "
         "key.");
    desk.type("keyCode", desk.code());
    desk.press("keyMake");
    TOLD(desk, "keyPageNotice", "Your new key is registered.");
    m_office->endorse({desk.name()});
    desk.press("keyContinue");
    desk.waitUntil("the frame", [&] { return desk.window().frame() && desk.window().frame()->isVisible(); });
    const auto asked = ask(desk);
    QVERIFY2(asked, asked ? "" : asked.error().detail.c_str());
}

void KeyMistakesTest::aPassphraseThatIsWrongOrForgotten()
{
    auto& desk = (*m_office)["okafor"];
    const auto file = desk.stateFolder() + QStringLiteral("/trial/keys.sealed");
    desk.sit({.keyStore = test::Desk::KeyStore::SealedFile});
    desk.typePassword(test::Desk::password());
    QVERIFY(!desk.find<QPushButton>("passphraseOpen").isEnabled());
    QVERIFY(!desk.see<QPushButton>("passphraseForgotten"));
    signInAnew(desk, QStringLiteral("a long passphrase about otters"));
    if (QTest::currentTestFailed())
        return;
    desk.sit({.keyStore = test::Desk::KeyStore::SealedFile});
    desk.typePassword(test::Desk::password());
    desk.type("passphrase", QStringLiteral("a long passphrase about badgers"));
    desk.press("passphraseOpen");
    TOLD(desk, "passphrasePageNotice", "The passphrase is wrong. Try again.");
    QVERIFY(desk.find<QLineEdit>("passphrase").text().isEmpty());
    desk.press("passphraseForgotten");
    TOLD(desk, "passphrasePageNotice",
         "Nobody can recover the passphrase, nor the key that it seals. Try once more if you may remember "
         "it. Else "
         "begin a new key file: a new key is made in it, and once two admins have endorsed that key you can "
         "sign "
         "again; until then you can read. The old file is kept beside the new one.");
    desk.press("passphraseNewFile");
    signInAnew(desk, QStringLiteral("a new passphrase about herons"));
    if (QTest::currentTestFailed())
        return;
    // Who remembers after all has lost nothing.
    const auto old = client::sealedFileKeyStore(file + QStringLiteral(".forgotten-1"));
    QVERIFY(old->unlock(Secret(std::string_view("a long passphrase about otters"))));
    QVERIFY(QCoro::waitFor(old->read(QStringLiteral("trial/okafor/signing"))));
}

QTEST_MAIN(KeyMistakesTest)
#include "KeyMistakesTest.moc"
