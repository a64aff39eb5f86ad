#include "gallery/Tour.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/RecoveryCard.h"

#include <QCheckBox>
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
                          {admin, "keys", "encryption", "30-empty-keys"}};
    const Stop refused[] = {{world.approves, "overview", "", "31-refused-overview"},
                            {world.asks, "requests", "", "31-refused-requests"},
                            {world.asks, "requests", "new", "31-refused-request-new"},
                            {world.approves, "approvals", "", "31-refused-approvals"},
                            {world.fetches, "downloads", "", "31-refused-downloads"},
                            {world.looks, "audit", "", "31-refused-audit"},
                            {admin, "keys", "encryption", "31-refused-keys"},
                            {admin, "people", "", "31-refused-people"}};
    const Stop silent[] = {{world.approves, "overview", "", "32-silent-overview"},
                           {world.asks, "requests", "", "32-silent-requests"},
                           {world.asks, "requests", "new", "32-silent-request-new"},
                           {world.looks, "audit", "", "32-silent-audit"},
                           {admin, "keys", "encryption", "32-silent-keys"},
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

void Tour::showRecovery() const
{
    const auto name = QStringLiteral("11-log-recovery");
    if (!m_gallery.wants(name))
        return;
    auto& fixture = m_hospital.world.fixture;
    const auto shown = console(fixture.admins.front());
    wire::Prepared prepared;
    auto& pending = prepared.recovery.emplace();
    pending.lost = {fixture.trustLog.head(), fixture.auditLog.head()};
    pending.kept = {fixture.trustLog.head(fixture.trustLog.size() - 1),
                    fixture.auditLog.head(fixture.auditLog.size() - 5)};
    pending.trustLog = test::MemoryLog(fixture.trustLog.origin() + "-2").verifier().text();
    pending.auditLog = test::MemoryLog(fixture.auditLog.origin() + "-2").verifier().text();
    pending.begun = fixture.clock.now();
    pending.keptUntil = fixture.clock.now() - std::chrono::hours(9);
    pending.lostUntil = fixture.clock.now() - std::chrono::hours(1);
    m_hospital.server.prepare(prepared);
    m_hospital.server.loseTail(pending.kept.trust.size, pending.kept.audit.size);
    static_cast<void>(QCoro::waitFor(shown->client().log().advance()));
    settle();
    m_gallery.show(shown->window(), name);
    pending.proposal =
        fixture
            .sign(fixture.admins.back(),
                  wire::LogRecoveryBody{pending.lost, pending.kept, pending.trustLog, pending.auditLog,
                                        "The disk failed on Monday; the backup is of Sunday night."})
            .signatures;
    m_hospital.server.prepare(prepared);
    shown->window().findChild<ui::RecoveryCard*>()->refresh();
    settle();
    m_gallery.show(shown->window(), name + QStringLiteral("-proposed"));
    pending.lost.audit = pending.kept.audit; // less than this console saw
    m_hospital.server.prepare(prepared);
    shown->window().findChild<ui::RecoveryCard*>()->refresh();
    settle();
    m_gallery.show(shown->window(), name + QStringLiteral("-refused"));
    shown->window().findChild<QPushButton*>(QStringLiteral("brokenGoOn"))->click();
    settle();
    m_gallery.show(shown->window(), QStringLiteral("11-log-go-on"));
}

void Tour::showNextKeys() const
{
    const auto name = QStringLiteral("10-root-keys");
    if (!m_gallery.wants(name))
        return;
    auto& fixture = m_hospital.world.fixture;
    wire::Prepared prepared;
    prepared.keys = {crypto::SigningKey::generate().publicKey(),
                     test::MemoryLog(fixture.trustLog.origin()).verifier().text(),
                     test::MemoryLog(fixture.auditLog.origin()).verifier().text(), fixture.clock.now()};
    m_hospital.server.prepare(prepared);
    const auto shown = console(fixture.admins.front());
    auto& window = shown->window();
    window.frame()->open(QStringLiteral("policy"));
    settle();
    window.findChild<QPushButton*>(QStringLiteral("policyRootChange"))->click();
    settle();
    window.findChild<QCheckBox*>(QStringLiteral("rootOtherKeys"))->click();
    settle();
    m_gallery.show(window, name);
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
