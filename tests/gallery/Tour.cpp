#include "gallery/Tour.h"

#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"

#include <stdexcept>

#include <QLineEdit>
#include <QPushButton>

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
          Stop{admin, "people", "brandt", "09-people"}, Stop{admin, "keys", "kek_standard", "10-keys"}})
        show(stop);
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
    if (!m_gallery.wants(QStringLiteral("11-log-broken")))
        return;
    const auto shown = console(m_hospital.world.looks);
    m_hospital.server.rewriteLog();
    static_cast<void>(QCoro::waitFor(shown->client().log().advance()));
    settle();
    m_gallery.show(shown->window(), QStringLiteral("11-log-broken"));
}

} // namespace countersign::gallery
