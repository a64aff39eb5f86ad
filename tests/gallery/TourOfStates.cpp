#include "gallery/Tour.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

/// What pages show when there is nothing, when it does not come, and when somebody says no.
namespace countersign::gallery {

void Tour::showStates() const
{
    using Mood = ShownServer::Mood;
    const auto& world = m_hospital.world;
    const auto& admin = world.fixture.admins.front();
    const Stop empty[] = {{world.approves, "overview", "", "30-empty-overview"},
                          {world.asks, "requests", "", "30-empty-requests"},
                          {world.approves, "approvals", "", "30-empty-approvals"},
                          {world.fetches, "downloads", "", "30-empty-downloads"},
                          {world.looks, "audit", "", "30-empty-audit"},
                          {admin, "keys", "", "30-empty-keys"}};
    const Stop refused[] = {{world.approves, "overview", "", "31-refused-overview"},
                            {world.asks, "requests", "", "31-refused-requests"},
                            {world.asks, "requests", "new", "31-refused-request-new"},
                            {world.approves, "approvals", "", "31-refused-approvals"},
                            {world.fetches, "downloads", "", "31-refused-downloads"},
                            {world.looks, "audit", "", "31-refused-audit"},
                            {admin, "keys", "", "31-refused-keys"},
                            {admin, "people", "", "31-refused-people"}};
    const Stop silent[] = {{world.approves, "overview", "", "32-silent-overview"},
                           {world.asks, "requests", "", "32-silent-requests"},
                           {world.asks, "requests", "new", "32-silent-request-new"},
                           {world.looks, "audit", "", "32-silent-audit"},
                           {admin, "keys", "", "32-silent-keys"},
                           {admin, "people", "", "32-silent-people"}};
    m_hospital.server.setMood(Mood::Empty);
    for (const auto& stop : empty)
        show(stop);
    m_hospital.server.setMood(Mood::Refusing);
    for (const auto& stop : refused)
        show(stop);
    m_hospital.server.setMood(Mood::Silent);
    for (const auto& stop : silent)
        show(stop);
    m_hospital.server.setMood(Mood::Well);
}

void Tour::showEnded() const
{
    const auto& world = m_hospital.world;
    show({world.asks, "requests", "job_failed", "33-request-failed"});
    show({world.asks, "requests", "job_rejected", "33-request-rejected"});
    show({world.approves, "approvals", "job_running", "33-nothing-to-decide"});
}

// This server takes no statement at all.
void Tour::showRefusals() const
{
    const auto name = QStringLiteral("34-approval-refused");
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(m_hospital.world.approves);
    auto& window = shown->window();
    window.frame()->open(QStringLiteral("approvals"), QStringLiteral("job_waiting"));
    settle();
    window.findChild<QPushButton*>(QStringLiteral("payloadShowAll"))->click();
    window.findChild<QPlainTextEdit*>(QStringLiteral("reason"))
        ->setPlainText(QStringLiteral("Covered by the agreement; amount as expected."));
    for (auto* code : window.findChildren<QLineEdit*>(QStringLiteral("code")))
        code->setText(QStringLiteral("482917"));
    m_gallery.show(window, QStringLiteral("34-approval-ready"));
    window.findChild<QPushButton*>(QStringLiteral("approve"))->click();
    settle();
    m_gallery.show(window, name);
}

void Tour::showOffline() const
{
    const auto name = QStringLiteral("35-offline");
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(m_hospital.world.approves);
    m_hospital.server.goAway();
    shown->window().frame()->open(QStringLiteral("approvals"));
    settle();
    m_gallery.show(shown->window(), name);
}

void Tour::showMistakes() const
{
    showForgottenPassphrase();
    const auto& world = m_hospital.world;
    if (m_gallery.wants(QStringLiteral("36-keys-gone"))) {
        const auto shown = console(world.approves, ShownHospital::Keys::Gone);
        m_gallery.show(shown->window(), QStringLiteral("36-keys-gone"));
    }
    if (!m_gallery.wants(QStringLiteral("37-role-taken")))
        return;
    const auto shown = console(world.asks);
    shown->window().frame()->open(QStringLiteral("requests"), QStringLiteral("new"));
    settle();
    m_hospital.world.fixture.change(world.asks.id, wire::RoleAction::Withdraw, wire::Role::ExportOperator);
    static_cast<void>(QCoro::waitFor(shown->client().session().refreshMe()));
    settle();
    m_gallery.show(shown->window(), QStringLiteral("37-role-taken"));
}

void Tour::showForgottenPassphrase() const
{
    const auto name = QStringLiteral("36-passphrase-forgotten");
    if (!m_gallery.wants(name))
        return;
    const auto nobody = m_hospital.console(ShownHospital::Keys::SealedFile);
    auto& window = nobody->window();
    typePassword(window);
    m_gallery.show(window, QStringLiteral("36-passphrase"));
    window.findChild<QPushButton*>(QStringLiteral("passphraseForgotten"))->click();
    settle();
    m_gallery.show(window, name);
}

} // namespace countersign::gallery
