#include "mistakes/Office.h"

#include <QDir>
#include <QFile>
#include <QProcess>

#include <csignal>

using namespace countersign;

/// A real gnome-keyring, in a session of its own (keyring.sh): keys are kept there, and one that is locked,
/// gone or emptied is told apart.
class KeyringTest final : public QObject
{
    Q_OBJECT

private slots:
    void keysAreKeptAndMissed();

private:
    struct Ran
    {
        int code;
        QByteArray output;
    };
    static Ran run(const QString& program, const QStringList& arguments, const QByteArray& input = {})
    {
        QProcess process;
        process.start(program, arguments);
        process.write(input);
        process.closeWriteChannel();
        process.waitForFinished(20'000);
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput()};
    }
    /// The process that answers for the key store on this session's bus.
    static pid_t daemon()
    {
        const auto answer = run(
            QStringLiteral("gdbus"),
            {"call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
             "--method", "org.freedesktop.DBus.GetConnectionUnixProcessID", "org.freedesktop.secrets"});
        return answer.output.trimmed().mid(8).chopped(2).toInt(); // "(uint32 1234,)"
    }
    static void lock()
    {
        QCOMPARE(run(QStringLiteral("gdbus"),
                     {"call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
                      "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.Lock",
                      "['/org/freedesktop/secrets/collection/login']"})
                     .code,
                 0);
    }
    static bool isOpen()
    {
        return run(QStringLiteral("gdbus"),
                   {"call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
                    "/org/freedesktop/secrets/collection/login", "--method",
                    "org.freedesktop.DBus.Properties.Get", "org.freedesktop.Secret.Collection", "Locked"})
            .output.contains("false");
    }
    // What a desktop does when its user logs in; the password is empty.
    static void unlock()
    {
        QCOMPARE(run(QStringLiteral("gnome-keyring-daemon"),
                     {"--replace", "--unlock", "--components=secrets"}, "\n")
                     .code,
                 0);
        // The new daemon takes the old one's name on the bus a little later.
        QVERIFY(QTest::qWaitFor(isOpen, 20'000));
    }
};

void KeyringTest::keysAreKeptAndMissed()
{
    test::Office office({QStringLiteral("okafor")});
    auto& desk = office["okafor"];
    const auto sit = [&] {
        desk.sit({.keyStore = test::Desk::KeyStore::System});
        desk.typePassword(test::Desk::password());
        QVERIFY(!desk.see<QLineEdit>("passphrase"));
        desk.typeCode(desk.code());
    };
    const auto missing =
        QStringLiteral("Your signing key is not on this computer. Use the computer where you "
                       "enrolled, or register a new key.");
    const auto locked =
        QStringLiteral("This computer's key store is locked or does not answer. Unlock it, then try again.");
    const auto told = [&](const QString& sentence) {
        const auto instead = desk.unlessTold("keyPageNotice", sentence);
        QVERIFY2(instead.isEmpty(), instead.constData());
    };

    sit();
    told(missing);
    desk.type("keyCode", desk.code());
    desk.press("keyMake");
    told(QStringLiteral("Your new key is registered."));
    const auto thumbprint = desk.find<QLabel>("keyThumbprint").text();

    // Locked, it reads as if nothing were there: no new key is offered for that.
    lock();
    sit();
    told(locked);
    QVERIFY(!desk.see<QPushButton>("keyMake"));
    unlock();
    desk.press("keyLook");
    told(QStringLiteral("Your signing key is here."));
    QCOMPARE(desk.find<QLabel>("keyThumbprint").text(), thumbprint);

    // Gone; what the bus starts in its place is locked.
    desk.leave();
    const auto process = daemon();
    QVERIFY(process > 1);
    QCOMPARE(::kill(process, SIGKILL), 0);
    sit();
    told(locked);
    desk.leave();

    // Emptied.
    for (const auto& file : QDir(QDir::homePath() + "/.local/share/keyrings").entryInfoList(QDir::Files))
        QFile::remove(file.absoluteFilePath());
    unlock();
    sit();
    told(missing);
    QVERIFY(desk.see<QPushButton>("keyMake"));
}

QTEST_MAIN(KeyringTest)
#include "KeyringTest.moc"
