#include "gallery/Tour.h"
#include "ui/audit/WholeTrailView.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"
#include "unit/trust/TrailWorld.h"

#include <stdexcept>

#include <QComboBox>
#include <QPushButton>
#include <QTabBar>

/// The whole trail, as a compliance officer has it checked.
namespace countersign::gallery {

namespace {

// Of a hospital whose log tells all that happened, as this one's does not.
client::WholeTrailReport honestReport(const client::Client& client)
{
    test::TrailWorld other;
    other.released();
    other.open(other.scene.fetches);
    other.fetch(0);
    other.fetch(1);
    for (int i = 0; i < 4000; ++i)
        other.note("session.sign-in", "olga", "olga");
    client::WholeTrailReport report;
    report.found = other.check();
    report.server = other.world.server;
    report.root = other.world.root.digest;
    report.log = other.world.auditLog.origin();
    for (const auto& line : other.lines())
        other.world.auditLog.append(line);
    report.audit = other.world.auditLog.head();
    report.trust = other.world.trustLog.head();
    report.end = report.found.entries;
    report.begun = client.clock().now() - std::chrono::seconds(4);
    report.ended = client.clock().now();
    return report;
}

// As if the server had kept two things to itself.
void withhold(client::WholeTrailReport& report)
{
    trust::TrailFinding statement;
    statement.fault = trust::TrailFault::StatementUnseen;
    statement.severity = trust::TrailSeverity::Unseen;
    statement.trustIndex = 21;
    statement.time = report.found.begins;
    trust::TrailFinding receipt;
    receipt.fault = trust::TrailFault::ReceiptUnseen;
    receipt.severity = trust::TrailSeverity::Unseen;
    receipt.index = 37;
    receipt.action = "download.receipt";
    receipt.job = "job_released";
    report.found.findings = {statement, receipt};
    report.found.unseen = 2;
}

} // namespace

void Tour::showWholeTrail() const
{
    const auto name = QStringLiteral("08-whole-trail");
    if (!m_gallery.wants(name))
        return;
    const auto shown = console(m_hospital.world.looks);
    auto& window = shown->window();
    const auto click = [&](const char* button) {
        window.findChild<QPushButton*>(QString::fromLatin1(button))->click();
        settle();
    };
    window.frame()->open(QStringLiteral("audit"), {});
    settle();
    window.findChild<QTabBar*>(QStringLiteral("auditTabs"))->setCurrentIndex(1);
    m_gallery.show(window, name);
    auto* what = window.findChild<QComboBox*>(QStringLiteral("trailWhat"));
    what->setCurrentIndex(1);
    m_gallery.show(window, name + QStringLiteral("-entries"));
    what->setCurrentIndex(2);
    m_gallery.show(window, name + QStringLiteral("-days"));
    what->setCurrentIndex(0);
    click("trailStart");
    settle();
    m_gallery.show(window, name + QStringLiteral("-findings"));
    auto* view = window.findChild<ui::WholeTrailView*>(QStringLiteral("wholeTrail"));
    auto report = honestReport(shown->client());
    view->showReport(report);
    m_gallery.show(window, name + QStringLiteral("-holds"));
    withhold(report);
    view->showReport(report);
    m_gallery.show(window, name + QStringLiteral("-partly"));
    click("trailAgain");
    m_hospital.server.holdEntries(16, 19);
    click("trailStart");
    m_gallery.show(window, name + QStringLiteral("-running"));
    click("trailCancel");
    m_gallery.show(window, name + QStringLiteral("-cancelled"));
    m_hospital.server.goAway();
    click("trailStart");
    m_gallery.show(window, name + QStringLiteral("-failed"));
}

} // namespace countersign::gallery
