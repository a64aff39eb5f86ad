#include "e2e/Actor.h"

#include "crypto/Random.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Widgets.h"

#include <stdexcept>

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

namespace countersign::e2e {

namespace {

constexpr QSize windowSize(1280, 800);
constexpr int settleMs = 300; // what the last event brought is laid out and painted; only for the eye

std::vector<client::Profile> profilesOf(const QString& trial)
{
    std::vector<client::Profile> profiles;
    auto profile = client::Profile::load(trial + QStringLiteral("/profiles/trial.json"));
    if (!profile)
        throw std::runtime_error("the trial's profile: " + profile.error().detail);
    profiles.push_back(std::move(*profile));
    return profiles;
}

} // namespace

Actor::Actor(Stage& stage, QString person) : m_stage(stage), m_person(std::move(person))
{
    const auto folder = m_stage.trial + QStringLiteral("/console/") + m_person;
    QDir().mkpath(folder);
    console::Console::Setup setup;
    setup.profiles = profilesOf(m_stage.trial);
    setup.stateFolder = folder;
    // One machine plays eight here; each person's key lies in a sealed file of their own.
    setup.makeKeyStore = [](const client::Profile&, const QString& keys) {
        return client::sealedFileKeyStore(keys + QStringLiteral("/keys.sealed"));
    };
    m_console = std::make_unique<console::Console>(std::move(setup), *m_stage.theme, *m_stage.clock);
    m_console->window().resize(windowSize);
    m_console->show();
}

Actor::~Actor() = default;

void Actor::fail(const QString& what, const QString& widget)
{
    photograph(widget.isEmpty() ? QStringLiteral("failed") : QStringLiteral("failed-") + widget);
    auto text = m_person + QStringLiteral(": ") + what;
    if (const auto notices = visibleNotices(); !notices.isEmpty())
        text += QStringLiteral(". The window says: ") + notices.join(u' ');
    throw std::runtime_error(text.toStdString());
}

QStringList Actor::visibleNotices() const
{
    QStringList texts;
    for (const auto* notice : m_console->window().findChildren<ui::Notice*>())
        if (notice->isVisible() && !notice->text().isEmpty())
            texts += notice->text();
    return texts;
}

void Actor::waitFor(const QString& what, const std::function<bool()>& holds, int seconds)
{
    if (!QTest::qWaitFor(holds, seconds * 1000))
        fail(QStringLiteral("waited in vain for ") + what);
}

bool Actor::sees(const QString& name) const
{
    const auto found = m_console->window().findChildren<QWidget*>(name);
    return std::any_of(found.begin(), found.end(), [](const auto* widget) { return widget->isVisible(); });
}

QWidget* Actor::see(const QString& name)
{
    if (!QTest::qWaitFor([&] { return sees(name); }, patienceSeconds * 1000))
        fail(QStringLiteral("the window does not show what this step goes on with"), name);
    const auto found = m_console->window().findChildren<QWidget*>(name);
    return *std::find_if(found.begin(), found.end(), [](const auto* widget) { return widget->isVisible(); });
}

void Actor::type(const QString& field, const QString& text)
{
    auto* widget = see(field);
    if (auto* line = qobject_cast<QLineEdit*>(widget))
        line->clear();
    widget->setFocus();
    if (auto* page = qobject_cast<QPlainTextEdit*>(widget)) {
        page->setPlainText(text);
        return;
    }
    QTest::keyClicks(widget, text);
}

void Actor::typeCode(const QString& field)
{
    type(field, m_stage.authenticator->code(m_person));
}

void Actor::press(const QString& button)
{
    auto* found = see<QAbstractButton>(button);
    waitFor(QStringLiteral("“%1” to be possible").arg(found->text()), [&] { return found->isEnabled(); });
    found->click();
}

void Actor::choose(const QString& box, const QString& startOfText)
{
    auto* found = see<QComboBox>(box);
    waitFor(QStringLiteral("the choice “%1”").arg(startOfText),
            [&] { return found->findText(startOfText, Qt::MatchStartsWith) >= 0; });
    found->setCurrentIndex(found->findText(startOfText, Qt::MatchStartsWith));
}

void Actor::tick(const QString& box, bool on)
{
    auto* found = see<QCheckBox>(box);
    if (found->isChecked() != on)
        found->click();
}

void Actor::openFirst(const QString& table)
{
    auto* view = see<QAbstractItemView>(table);
    waitFor(QStringLiteral("a row in “%1”").arg(view->accessibleName()),
            [&] { return view->model()->rowCount() > 0; });
    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClick(view, Qt::Key_Return);
}

void Actor::photograph(const QString& name)
{
    QTest::qWait(settleMs);
    const auto number = QStringLiteral("%1").arg(++m_stage.shots, 2, 10, QLatin1Char('0'));
    m_console->window().grab().save(m_stage.screenshots + u'/' + number + u'-' + name +
                                    QStringLiteral(".png"));
}

void Actor::openPage(const QString& railName)
{
    press(railName);
}

QString Actor::firstPassword() const
{
    QFile codes(m_stage.trial + QStringLiteral("/codes"));
    if (codes.open(QIODevice::ReadOnly))
        for (const auto& line : codes.readAll().split('\n'))
            if (const auto words = line.split(' ');
                words.size() == 3 && QString::fromLatin1(words[0]) == m_person)
                return QString::fromLatin1(words[1]);
    throw std::runtime_error(("there is no enrolment code of " + m_person).toStdString());
}

// What the walkthrough chose for this person, kept with the trial so that a second run, or a reader, can sign
// in.
QString Actor::password(const QString& what)
{
    QFile file(m_stage.trial + QStringLiteral("/console/") + m_person + u'/' + what);
    if (file.open(QIODevice::ReadOnly))
        return QString::fromLatin1(file.readAll().trimmed());
    if (m_stage.authenticator->knows(m_person))
        fail(QStringLiteral(
            "enrolled by hand, so this walkthrough does not know the password. Begin anew with --fresh"));
    const auto chosen = QString::fromStdString(crypto::randomIdText("trial-"));
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(chosen.toLatin1() + '\n') < 0)
        fail(file.fileName() + QStringLiteral(" cannot be written"));
    return chosen;
}

void Actor::signIn()
{
    const bool first = !m_stage.authenticator->knows(m_person);
    type(QStringLiteral("signInName"), m_person);
    type(QStringLiteral("signInPassword"), first ? firstPassword() : password(QStringLiteral("password")));
    if (first)
        photograph(QStringLiteral("sign-in-") + m_person);
    press(QStringLiteral("signInContinue"));
    const auto phrase = password(QStringLiteral("passphrase"));
    type(QStringLiteral("passphrase"), phrase);
    if (sees(QStringLiteral("passphraseAgain")))
        type(QStringLiteral("passphraseAgain"), phrase);
    press(QStringLiteral("passphraseOpen"));
    if (first)
        enrol();
    else
        typeCode(QStringLiteral("codeBoxes"));
    waitFor(QStringLiteral("the first page"),
            [&] { return sees(QStringLiteral("frame")) || sees(QStringLiteral("foundingPage")); });
}

void Actor::enrol()
{
    auto* secret = see<QLabel>(QStringLiteral("enrolSecret"));
    waitFor(QStringLiteral("the authenticator's secret"), [&] { return !secret->text().isEmpty(); });
    photograph(QStringLiteral("enrol-") + m_person);
    const auto chosen = password(QStringLiteral("password"));
    m_stage.authenticator->keep(m_person, secret->text().remove(u' '));
    type(QStringLiteral("enrolPassword"), chosen);
    type(QStringLiteral("enrolPasswordAgain"), chosen);
    typeCode(QStringLiteral("enrolCode"));
    press(QStringLiteral("enrolFinish"));
    tick(QStringLiteral("recoveryConfirm"));
    press(QStringLiteral("recoveryContinue"));
    photograph(QStringLiteral("key-") + m_person);
    press(QStringLiteral("keyContinue"));
}

} // namespace countersign::e2e
