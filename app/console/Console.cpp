#include "console/Console.h"

#include "console/ChosenKeyStore.h"
#include "console/Pages.h"
#include "ui/session/SignInFlow.h"
#include "ui/shell/MainWindow.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QSettings>

namespace countersign::console {

namespace {

const auto lastProfileKey = QStringLiteral("profile");
const auto appearanceKey = QStringLiteral("appearance");

/// Only this account looks into it.
void makePrivateFolder(const QString& folder)
{
    QDir().mkpath(folder);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

const client::Profile& lastUsed(const std::vector<client::Profile>& profiles)
{
    const auto file = QSettings().value(lastProfileKey).toString();
    const auto found = std::find_if(profiles.begin(), profiles.end(),
                                    [&](const client::Profile& profile) { return profile.file == file; });
    return found == profiles.end() ? profiles.front() : *found;
}

} // namespace

Console::Console(Setup setup, ui::Theme& theme, const Clock& clock, QObject* parent)
    : QObject(parent), m_setup(std::move(setup)), m_theme(theme), m_clock(clock)
{
    makePrivateFolder(m_setup.stateFolder);
    // Window geometry and columns of tables; nothing of a patient, nothing of a person.
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_setup.stateFolder);
    const auto mode = QSettings().value(appearanceKey, static_cast<int>(m_theme.mode())).toInt();
    m_theme.setMode(static_cast<ui::Mode>(std::clamp(mode, 0, static_cast<int>(ui::Mode::System))));
    open(lastUsed(m_setup.profiles));
}

Console::~Console() = default;

std::unique_ptr<client::KeyStore> Console::keyStoreFor(const client::Profile& profile, const QString& folder)
{
    if (m_setup.makeKeyStore)
        return m_setup.makeKeyStore(profile, folder);
    return std::make_unique<ChosenKeyStore>(QStringLiteral("countersign"), folder, m_setup.sealedFile);
}

void Console::open(const client::Profile& profile)
{
    const auto folder = m_setup.stateFolder + u'/' + QString::fromStdString(profile.server.text());
    makePrivateFolder(folder);
    auto keyStore = keyStoreFor(profile, folder);
    auto* chosen = dynamic_cast<ChosenKeyStore*>(keyStore.get());
    m_client = std::make_unique<client::Client>(profile, std::move(keyStore), folder, m_clock);
    m_signIn = new ui::SignInFlow(*m_client);
    QStringList names;
    QStringList files;
    for (const auto& one : m_setup.profiles) {
        names += one.name;
        files += one.file;
    }
    m_signIn->offerServers(names, files);
    m_window = std::make_unique<ui::MainWindow>(*m_client, m_signIn, pagesOf(*m_client));
    m_window->showAppearance(m_theme.mode());
    connect(m_signIn, &ui::SignInFlow::signedIn, m_window.get(), &ui::MainWindow::enter);
    connect(m_signIn, &ui::SignInFlow::serverChosen, this, &Console::openFile, Qt::QueuedConnection);
    connect(m_window.get(), &ui::MainWindow::appearanceChosen, this, &Console::choose);
    if (chosen && !chosen->decided()) {
        m_signIn->setPrepared(false);
        connect(chosen, &ChosenKeyStore::decidedNow, m_signIn, [this] { m_signIn->setPrepared(true); });
    }
}

void Console::openFile(const QString& profileFile)
{
    const auto found = std::find_if(m_setup.profiles.begin(), m_setup.profiles.end(),
                                    [&](const auto& profile) { return profile.file == profileFile; });
    if (found == m_setup.profiles.end())
        return;
    QSettings().setValue(lastProfileKey, profileFile);
    // The old window stays until the new one is there: without any the program would end.
    const auto oldClient = std::move(m_client);
    const auto oldWindow = std::move(m_window);
    // As the file stands now: an admin may have pinned the root meanwhile.
    auto fresh = client::Profile::load(profileFile);
    open(fresh ? *fresh : *found);
    m_window->restoreGeometry(oldWindow->saveGeometry());
    m_window->show();
}

void Console::choose(ui::Mode mode)
{
    QSettings().setValue(appearanceKey, static_cast<int>(mode));
    m_theme.setMode(mode);
    m_window->showAppearance(mode);
}

void Console::show()
{
    m_window->show();
}

} // namespace countersign::console
