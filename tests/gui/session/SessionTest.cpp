#include "console/Console.h"
#include "gallery/MemoryKeyStore.h"
#include "support/TrialWorld.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Widgets.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace countersign;
using State = client::Session::State;

/// Signing in for the first time, at a real server: what is wrong is said in one sentence, secrets leave the
/// fields, and nothing of the frame is seen before all is right.
class SessionTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_world = std::make_unique<test::TrialWorld>(); }
    void cleanupTestCase() { m_world.reset(); }
    void init()
    {
        sit([] { return std::make_unique<gallery::MemoryKeyStore>(); });
    }
    void cleanup() { m_console.reset(); }

    void continueNeedsNameAndPassword();
    void wrongPasswordIsSaidAfterTheCode_data();
    void wrongPasswordIsSaidAfterTheCode();
    void adminsComeFirst();
    void oneTimeCodeLeadsToEnrolment();
    void wrongAuthenticatorCodeIsSaid();
    void passwordsThatDifferAreNotSent();
    void aNewPassphraseSaysWhatIsMissing();

private:
    void sit(const std::function<std::unique_ptr<client::KeyStore>()>& keyStore);
    template <typename Widget>
    [[nodiscard]] Widget* find(const char* name) const
    {
        for (auto* widget : m_console->window().findChildren<Widget*>(QString::fromLatin1(name)))
            if (widget->isVisible())
                return widget;
        return nullptr;
    }
    void submit(const QString& name, const QString& password)
    {
        find<QLineEdit>("signInName")->setText(name);
        find<QLineEdit>("signInPassword")->setText(password);
        QTRY_VERIFY(find<QPushButton>("signInContinue")->isEnabled()); // once the key store has answered
        find<QPushButton>("signInContinue")->click();
    }
    void enrolAs(const char* person)
    {
        submit(QString::fromLatin1(person), QString::fromStdString(m_world->code(person)));
        QTRY_VERIFY(find<QLabel>("enrolSecret") && !find<QLabel>("enrolSecret")->text().isEmpty());
    }

    ui::Theme m_theme{*qApp, ui::Mode::Light};
    std::unique_ptr<test::TrialWorld> m_world;
    QTemporaryDir m_state;
    std::unique_ptr<console::Console> m_console;
};

void SessionTest::sit(const std::function<std::unique_ptr<client::KeyStore>()>& keyStore)
{
    const auto profile = client::Profile::load(QString::fromStdString(m_world->profileFile().string()));
    QVERIFY(profile);
    console::Console::Setup setup;
    setup.profiles = {*profile};
    setup.stateFolder = m_state.path();
    setup.makeKeyStore = [keyStore](const client::Profile&, const QString&) { return keyStore(); };
    m_console = std::make_unique<console::Console>(std::move(setup), m_theme, m_world->time());
    m_console->show();
    QVERIFY(QTest::qWaitForWindowExposed(&m_console->window()));
    QTRY_VERIFY(find<QLineEdit>("signInName"));
}

void SessionTest::continueNeedsNameAndPassword()
{
    auto* button = find<QPushButton>("signInContinue");
    QVERIFY(!button->isEnabled());
    find<QLineEdit>("signInName")->setText(QStringLiteral("okafor"));
    QVERIFY(!button->isEnabled());
    find<QLineEdit>("signInPassword")->setText(QStringLiteral("x"));
    QTRY_VERIFY(button->isEnabled());
    find<QLineEdit>("signInName")->setText(QStringLiteral("  "));
    QVERIFY(!button->isEnabled());
    QCOMPARE(find<QLineEdit>("signInPassword")->echoMode(), QLineEdit::Password);
}

// Who asks is told neither which names there are nor which of the two was wrong.
void SessionTest::wrongPasswordIsSaidAfterTheCode_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("invited") << QStringLiteral("okafor");
    QTest::newRow("unknown") << QStringLiteral("nobody");
}

void SessionTest::wrongPasswordIsSaidAfterTheCode()
{
    QFETCH(QString, name);
    submit(name, QStringLiteral("not the code"));
    QTRY_VERIFY(find<QWidget>("codePage"));
    QVERIFY(find<QLabel>("codeNotSetUp")->text().contains(QStringLiteral("one-time code")));
    QTRY_VERIFY(find<QWidget>("codeBoxes") && find<QWidget>("codeBoxes")->isEnabled());
    QTest::keyClicks(find<QWidget>("codeBoxes"), QStringLiteral("123456"));
    QTRY_VERIFY(find<QLineEdit>("signInName") || find<ui::Notice>("codePageNotice"));
    const auto* notice = find<ui::Notice>("signInPageNotice");
    if (!notice)
        notice = find<ui::Notice>("codePageNotice");
    QVERIFY(notice);
    QVERIFY2(notice->text().startsWith(ui::sentence({ErrorCode::SignInRefused, {}})),
             qPrintable(notice->text()));
    for (const auto* field : m_console->window().findChildren<QLineEdit*>(QStringLiteral("signInPassword")))
        QVERIFY(field->text().isEmpty());
    QVERIFY(!find<QWidget>("frame"));
}

void SessionTest::adminsComeFirst()
{
    submit(QStringLiteral("okafor"), QString::fromStdString(m_world->code("okafor")));
    QTRY_VERIFY(find<ui::Notice>("signInPageNotice"));
    QVERIFY(
        find<ui::Notice>("signInPageNotice")->text().startsWith(ui::sentence({ErrorCode::RootMissing, {}})));
    QVERIFY(!find<QLabel>("enrolSecret"));
}

void SessionTest::oneTimeCodeLeadsToEnrolment()
{
    enrolAs("amira");
    if (QTest::currentTestFailed())
        return;
    QVERIFY(find<QLabel>("enrolWho")->text().contains(ui::roleText(wire::Role::Admin)));
    QVERIFY(!find<QPushButton>("enrolFinish")->isEnabled());
    find<QPushButton>("enrolBack")->click();
    QVERIFY(find<QLineEdit>("signInName"));
    // The secret is not kept on a page that nobody sees.
    for (const auto* label : m_console->window().findChildren<QLabel*>(QStringLiteral("enrolSecret")))
        QVERIFY(label->text().isEmpty());
}

void SessionTest::wrongAuthenticatorCodeIsSaid()
{
    enrolAs("boris");
    if (QTest::currentTestFailed())
        return;
    for (const char* field : {"enrolPassword", "enrolPasswordAgain"})
        find<QLineEdit>(field)->setText(QStringLiteral("velvet harbour cucumber nineteen"));
    QTest::keyClicks(find<QLineEdit>("enrolCode"), QStringLiteral("000000"));
    QVERIFY(find<QPushButton>("enrolFinish")->isEnabled());
    find<QPushButton>("enrolFinish")->click();
    QTRY_VERIFY(
        find<ui::Notice>("enrolPageNotice") &&
        find<ui::Notice>("enrolPageNotice")->text().startsWith(ui::sentence({ErrorCode::CodeRefused, {}})));
    QVERIFY(find<QLineEdit>("enrolPassword")->text().isEmpty());
    QVERIFY(find<QLineEdit>("enrolCode")->text().isEmpty());
    QCOMPARE(m_console->client().session().state(), State::Enrolling);
}

void SessionTest::passwordsThatDifferAreNotSent()
{
    enrolAs("amira");
    if (QTest::currentTestFailed())
        return;
    find<QLineEdit>("enrolPassword")->setText(QStringLiteral("a long enough password"));
    find<QLineEdit>("enrolPasswordAgain")->setText(QStringLiteral("a long enough passwort"));
    QTest::keyClicks(find<QLineEdit>("enrolCode"), QStringLiteral("000000"));
    QVERIFY(!find<QPushButton>("enrolFinish")->isEnabled());
    find<QLineEdit>("enrolPasswordAgain")->setText(QStringLiteral("a long enough password"));
    QVERIFY(find<QPushButton>("enrolFinish")->isEnabled());
}

void SessionTest::aNewPassphraseSaysWhatIsMissing()
{
    const QTemporaryDir keys;
    sit([&keys] { return client::sealedFileKeyStore(keys.filePath(QStringLiteral("keys.sealed"))); });
    submit(QStringLiteral("okafor"), QStringLiteral("any"));
    QTRY_VERIFY(find<QLineEdit>("passphraseAgain"));
    const auto lacks = [this] { return find<QLabel>("passphrasePageLacking")->text(); };
    const auto* choose = find<QPushButton>("passphraseOpen");
    QCOMPARE(lacks(), QStringLiteral("Type the passphrase that you choose."));
    find<QLineEdit>("passphrase")->setText(QStringLiteral("velvet harbour"));
    QCOMPARE(lacks(), QStringLiteral("Type the same passphrase once more."));
    find<QLineEdit>("passphraseAgain")->setText(QStringLiteral("velvet harbor"));
    QCOMPARE(lacks(), QStringLiteral("The two passphrases differ. Type the same one twice."));
    QVERIFY(!choose->isEnabled());
    find<QLineEdit>("passphraseAgain")->setText(QStringLiteral("velvet harbour"));
    QVERIFY(choose->isEnabled());
    QVERIFY(!find<QLabel>("passphrasePageLacking"));
}

QTEST_MAIN(SessionTest)
#include "SessionTest.moc"
