#include "mistakes/Office.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusInterface>
#include <QDBusMessage>

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
    static QDBusMessage call(const QString& path, const QString& interface, const QString& method,
                             const QVariantList& arguments = {})
    {
        auto message = QDBusMessage::createMethodCall(service(), path, interface, method);
        message.setArguments(arguments);
        return QDBusConnection::sessionBus().call(message);
    }
    static QString service() { return QStringLiteral("org.freedesktop.secrets"); }
    static QString store() { return QStringLiteral("/org/freedesktop/secrets"); }
    static QString collection() { return store() + QStringLiteral("/collection/login"); }

    static void lock();
    static void unlock();
    static void empty();
    static void end();
};

void KeyringTest::lock()
{
    const auto paths = QVariant::fromValue(QList<QDBusObjectPath>{QDBusObjectPath(collection())});
    const auto said =
        call(store(), QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("Lock"), {paths});
    QVERIFY2(said.type() == QDBusMessage::ReplyMessage, qPrintable(said.errorMessage()));
}

// As a desktop does when its user has typed the password (keyring.sh) at the prompt.
void KeyringTest::unlock()
{
    const auto opened =
        call(store(), QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("OpenSession"),
             {QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString()))});
    QCOMPARE(opened.arguments().size(), 2);
    QDBusArgument password;
    password.beginStructure();
    password << opened.arguments().at(1).value<QDBusObjectPath>() << QByteArray() << QByteArrayLiteral("pw")
             << QStringLiteral("text/plain");
    password.endStructure();
    const auto said =
        call(store(), QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
             QStringLiteral("UnlockWithMasterPassword"),
             {QVariant::fromValue(QDBusObjectPath(collection())), QVariant::fromValue(password)});
    QVERIFY2(said.type() == QDBusMessage::ReplyMessage, qPrintable(said.errorMessage()));
}

void KeyringTest::empty()
{
    QDBusInterface login(service(), collection(), QStringLiteral("org.freedesktop.Secret.Collection"));
    const auto items = login.property("Items").value<QList<QDBusObjectPath>>();
    QVERIFY(!items.isEmpty());
    for (const auto& item : items) {
        const auto said =
            call(item.path(), QStringLiteral("org.freedesktop.Secret.Item"), QStringLiteral("Delete"));
        QVERIFY2(said.type() == QDBusMessage::ReplyMessage, qPrintable(said.errorMessage()));
    }
}

// The process that answers for the key store on this session's bus.
void KeyringTest::end()
{
    const auto process = QDBusConnection::sessionBus().interface()->servicePid(service()).value();
    QVERIFY(process > 1);
    QCOMPARE(::kill(static_cast<pid_t>(process), SIGKILL), 0);
}

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

    // Emptied.
    desk.leave();
    empty();
    sit();
    told(missing);
    QVERIFY(desk.see<QPushButton>("keyMake"));

    // Gone; what the bus starts in its place is locked.
    desk.leave();
    end();
    sit();
    told(locked);
}

QTEST_MAIN(KeyringTest)
#include "KeyringTest.moc"
