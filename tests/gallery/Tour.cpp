#include "gallery/Tour.h"

#include "crypto/Sha256.h"
#include "gallery/KeptFiles.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"

#include <stdexcept>

#include <QCoro/QCoroTask>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

namespace countersign::gallery {

std::unique_ptr<console::Console> Tour::console(const test::TestPerson& person,
                                                ShownHospital::Keys keys) const
{
    auto made = m_hospital.console(person, keys);
    if (!made)
        throw std::runtime_error("nobody could sign in");
    settle();
    return made;
}

void Tour::show(const Stop& stop) const
{
    const auto name = QString::fromLatin1(stop.name);
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(stop.person);
    shown->window().frame()->open(QString::fromLatin1(stop.page), QString::fromLatin1(stop.item));
    settle();
    m_gallery.show(shown->window(), name);
}

void Tour::typePassword(ui::MainWindow& window)
{
    window.findChild<QLineEdit*>(QStringLiteral("signInName"))->setText(QStringLiteral("adler"));
    window.findChild<QLineEdit*>(QStringLiteral("signInPassword"))->setText(QStringLiteral("password"));
    settle();
    window.findChild<QPushButton*>(QStringLiteral("signInContinue"))->click();
    settle();
}

void Tour::showSignIn() const
{
    const auto nobody = m_hospital.console();
    auto& window = nobody->window();
    m_gallery.show(window, QStringLiteral("01-sign-in"));
    if (!m_gallery.wants(QStringLiteral("01-sign-in-code")))
        return;
    typePassword(window);
    m_gallery.show(window, QStringLiteral("01-sign-in-code"));
}

void Tour::showPages() const
{
    const auto& world = m_hospital.world;
    const auto& admin = world.fixture.admins.front();
    for (const auto& stop :
         {Stop{world.approves, "overview", "", "02-overview-approver"},
          Stop{world.asks, "overview", "", "02-overview-operator"},
          Stop{world.fetches, "overview", "", "02-overview-downloader"},
          Stop{admin, "overview", "", "02-overview-admin"}, Stop{world.asks, "requests", "", "03-requests"},
          Stop{world.asks, "requests", "new", "03-request-new"},
          Stop{world.asks, "requests", "job_running", "03-request-running"},
          Stop{world.approves, "approvals", "", "04-approvals"},
          Stop{world.approves, "approvals", "job_waiting", "04-approval"},
          Stop{world.approves, "approvals", "job_release", "05-release"},
          Stop{world.fetches, "downloads", "", "06-downloads"},
          Stop{world.looks, "audit", "job_released", "07-timeline"},
          Stop{admin, "people", "brandt", "09-people"}, Stop{admin, "keys", "kek_standard", "10-keys"},
          Stop{admin, "keys", "person:silva", "10-keys-of-another"},
          Stop{admin, "people", "silva", "09-people-revocation"}})
        show(stop);
    showSigningKeys();
    showPolicy();
    showEvidence();
    showKeptSealed();
    showChain();
}

void Tour::showChain() const
{
    const auto name = QStringLiteral("06-chain");
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(m_hospital.world.fetches);
    auto& window = shown->window();
    window.frame()->open(QStringLiteral("downloads"), {});
    settle();
    for (const auto* link : {"chainLink1", "chainLink4", "chainLink5"}) {
        window.findChild<QAbstractButton*>(QString::fromLatin1(link))->click();
        settle();
        m_gallery.show(window, name + u'-' + QString::fromLatin1(link).last(1));
    }
    m_hospital.server.setMood(ShownServer::Mood::Withholding);
    const auto misled = console(m_hospital.world.fetches);
    misled->window().frame()->open(QStringLiteral("downloads"), {});
    settle();
    misled->window().findChild<QAbstractButton*>(QStringLiteral("chainLink3"))->click();
    settle();
    m_gallery.show(misled->window(), name + QStringLiteral("-withheld"));
    m_hospital.server.setMood(ShownServer::Mood::Well);
}

void Tour::showKeptSealed() const
{
    const auto name = QStringLiteral("06-downloads-sealed");
    if (!m_gallery.wants(name))
        return;
    const auto& fetches = m_hospital.world.fetches;
    const auto shown = console(fetches);
    const QTemporaryDir folder;
    keepSealed(shown->client(), fetches, JobId("job_released"), folder.path());
    auto& window = shown->window();
    window.frame()->open(QStringLiteral("downloads"), {});
    settle();
    m_gallery.show(window, name);
    window.findChild<QLineEdit*>(QStringLiteral("openingCode"))->setText(QStringLiteral("123456"));
    window.findChild<QPushButton*>(QStringLiteral("openSealed"))->click();
    settle();
    m_gallery.show(window, name + QStringLiteral("-refused"));
}

void Tour::showSigningKeys() const
{
    const auto name = QStringLiteral("10-signing-keys");
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(m_hospital.world.approves);
    shown->window().frame()->open(QStringLiteral("keys"), {});
    settle();
    m_gallery.show(shown->window(), name);
    for (const auto* action : {"Vouch", "Refuse", "Revoke", "Renew"}) {
        auto* button =
            shown->window().findChild<QPushButton*>(QStringLiteral("signingKey") + QLatin1String(action));
        if (!button)
            throw std::runtime_error(action);
        button->click();
        settle();
        m_gallery.show(shown->window(), name + u'-' + QString::fromLatin1(action).toLower());
    }
}

void Tour::showPolicy() const
{
    const auto name = QStringLiteral("12-policy");
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(m_hospital.world.fixture.admins.front());
    auto& window = shown->window();
    window.frame()->open(QStringLiteral("policy"), {});
    settle();
    m_gallery.show(window, name);
    for (const auto* form : {"policyChange", "policyRootChange"}) {
        window.findChild<QPushButton*>(QString::fromLatin1(form))->click();
        settle();
        m_gallery.show(window, name + u'-' + QString::fromLatin1(form));
    }
}

void Tour::showEvidence() const
{
    const auto name = QStringLiteral("07-evidence");
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(m_hospital.world.looks);
    auto& window = shown->window();
    window.frame()->open(QStringLiteral("audit"), QStringLiteral("job_released"));
    settle();
    auto bytes = QCoro::waitFor(shown->client().evidence().make(JobId("job_released")));
    if (!bytes)
        throw std::runtime_error(bytes.error().detail);
    const QTemporaryDir folder;
    const auto check = [&](const QString& called, const QByteArray& content) {
        QFile file(folder.filePath(QStringLiteral("job_released.countersign-evidence")));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            throw std::runtime_error("the evidence cannot be written");
        file.close();
        window.findChild<QPushButton*>(QStringLiteral("evidenceOpen"))->click();
        auto* dialog = window.findChild<QFileDialog*>(QStringLiteral("evidenceFile"));
        emit dialog->fileSelected(file.fileName());
        dialog->close();
        settle();
        m_gallery.show(window, called);
    };
    check(name, *bytes);
    bytes->replace("request.sign", "Request.sign");
    check(name + QStringLiteral("-refuted"), *bytes);
}

void Tour::showShell() const
{
    const auto shown = console(m_hospital.world.approves);
    auto& window = shown->window();
    m_gallery.show(window, QStringLiteral("20-narrow"), {1000, 720});
    window.resize(1280, 800);
    if (auto* find = window.findChild<QPushButton*>(QStringLiteral("footerFind")))
        find->click();
    if (auto* field = window.findChild<QLineEdit*>(QStringLiteral("finderField")))
        field->setText(QStringLiteral("a"));
    m_gallery.show(window, QStringLiteral("21-finder"));
    shown->client().session().lock();
    m_gallery.show(window, QStringLiteral("22-lock"));
}

void Tour::showBrokenLog() const
{
    const auto name = QStringLiteral("11-log-broken");
    if (!m_gallery.wants(name))
        return;
    auto& world = m_hospital.world;
    const JobId job("job_released");
    world.fetchAll(job);
    const auto lookAgain = [this](console::Console& shown, const QString& called) {
        static_cast<void>(QCoro::waitFor(shown.client().log().advance()));
        settle();
        m_gallery.show(shown.window(), called);
        m_hospital.server.putBack();
    };
    // Who approved the release is another entry now.
    const auto approver = console(world.looks);
    const auto index = *world.trustIndexOf(job);
    auto entry = world.fixture.entries.at(index);
    entry.digest = crypto::sha256("another decision");
    m_hospital.server.rewriteEntry("trust", index, wire::encode(entry));
    lookAgain(*approver, name);

    const auto ofTrail = console(world.looks);
    static_cast<void>(QCoro::waitFor(ofTrail->client().trail().load(job)));
    auto placed = world.trail(job).entries.at(5);
    auto line = *wire::decode<wire::AuditEntry>(placed.line);
    line.actor.name = world.asks.name;
    m_hospital.server.rewriteEntry("audit", placed.index, wire::encode(line));
    lookAgain(*ofTrail, name + QStringLiteral("-audit"));

    const auto somewhere = console(world.looks);
    m_hospital.server.rewriteLog();
    lookAgain(*somewhere, name + QStringLiteral("-somewhere"));
}

} // namespace countersign::gallery
