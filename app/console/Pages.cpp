#include "console/Pages.h"

#include "ui/approval/ApprovalsPage.h"
#include "ui/audit/AuditPage.h"
#include "ui/download/DownloadsPage.h"
#include "ui/keys/KeysPage.h"
#include "ui/overview/OverviewPage.h"
#include "ui/people/PeoplePage.h"
#include "ui/policy/PolicyPage.h"
#include "ui/request/RequestsPage.h"

#include <algorithm>

#include <QCoreApplication>

namespace countersign::console {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Pages)
};

template <typename Made>
std::function<ui::Page*()> makerOf(client::Client& client)
{
    return [&client]() -> ui::Page* { return new Made(client); };
}

int peopleWaiting(client::Client& client)
{
    const auto matters = client.people().waiting();
    return static_cast<int>(
        std::count_if(matters.begin(), matters.end(), [](const auto& matter) { return !matter.whyNotMe; }));
}

int keysThatAskMe(client::Client& client)
{
    const auto keys = client.signingKeys().mine();
    return static_cast<int>(
        std::count_if(keys.begin(), keys.end(), [](const auto& key) { return key.asksMe; }));
}

} // namespace

std::vector<ui::PageEntry> pagesOf(client::Client& client)
{
    using enum wire::Role;
    std::vector<ui::PageEntry> pages;
    const auto add = [&](const char* name, const QString& title, std::vector<wire::Role> roles,
                         std::function<ui::Page*()> make, std::function<int()> badge = {}) {
        const auto text = QString::fromLatin1(name);
        pages.push_back({text, title, text, std::move(roles), std::move(make), std::move(badge)});
    };
    add("overview", Words::tr("Overview"), {}, makerOf<ui::OverviewPage>(client));
    add("requests", Words::tr("Requests"), {ExportOperator}, makerOf<ui::RequestsPage>(client));
    add("approvals", Words::tr("Approvals"), {SecurityApprover}, makerOf<ui::ApprovalsPage>(client),
        [&client] { return static_cast<int>(client.book().waitingForMe().size()); });
    add("downloads", Words::tr("Downloads"), {ArtifactDownloader}, makerOf<ui::DownloadsPage>(client),
        [&client] { return static_cast<int>(client.downloads().available().size()); });
    add("audit", Words::tr("Audit"),
        {ComplianceOfficer, SecurityApprover, ExportOperator, ArtifactDownloader},
        makerOf<ui::AuditPage>(client));
    add("keys", Words::tr("Keys"), {}, makerOf<ui::KeysPage>(client),
        [&client] { return keysThatAskMe(client); });
    add("people", Words::tr("People"), {Admin}, makerOf<ui::PeoplePage>(client),
        [&client] { return peopleWaiting(client); });
    add("policy", Words::tr("Policy"), {}, makerOf<ui::PolicyPage>(client));
    return pages;
}

} // namespace countersign::console
