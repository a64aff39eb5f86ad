#include "ui/overview/OverviewFacts.h"

#include "client/Strings.h"
#include "ui/shell/FinderHits.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"

#include <algorithm>

#include <QCoreApplication>

namespace countersign::ui {

namespace {

using client::ExportView;
using client::qt;

constexpr std::size_t mostLately = 7;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Overview)

public:
    static QString requestLine(const ExportView& view);
    static QString releaseLine(const ExportView& view);
    static QString decision(const ExportView& view, const client::DecisionView& decision);
    static QString outcome(const ExportView& view);
};

std::uint64_t lengthOf(const wire::ReleaseBody& release)
{
    std::uint64_t sum = 0;
    for (const auto& file : release.files)
        sum += file.length;
    return sum;
}

QString bold(const std::string& text)
{
    return QStringLiteral("<b>") + breakable(qt(text), longWord).toHtmlEscaped() + QStringLiteral("</b>");
}

QString Words::requestLine(const ExportView& view)
{
    const auto& request = view.request;
    QStringList parts;
    switch (request.level) {
    case wire::Level::System:
        parts += tr("System");
        break;
    case wire::Level::Patient:
        parts += tr("All patients");
        break;
    case wire::Level::Group:
        parts += request.group ? qt(request.group->name) : tr("Group");
        break;
    }
    parts += tr("%n type(s)", nullptr, static_cast<int>(request.types.size()));
    parts += request.since ? tr("since %1").arg(dayText(*request.since)) : tr("no start date");
    return parts.join(QStringLiteral(" · "));
}

QString Words::releaseLine(const ExportView& view)
{
    return tr("%n file(s)", nullptr, static_cast<int>(view.release->files.size())) + QStringLiteral(" · ") +
           sizeText(lengthOf(*view.release));
}

QString Words::decision(const ExportView& view, const client::DecisionView& decision)
{
    const bool release = decision.gate == wire::Gate::Release;
    const auto who = breakable(decision.signature.personName, longWord).toHtmlEscaped();
    const auto title = bold(view.request.title);
    if (decision.verdict == wire::Verdict::Approve)
        return release ? tr("Release of %1 approved by %2").arg(title, who)
                       : tr("%1 approved by %2").arg(title, who);
    return release ? tr("Release of %1 rejected by %2").arg(title, who)
                   : tr("%1 rejected by %2").arg(title, who);
}

QString Words::outcome(const ExportView& view)
{
    const auto title = bold(view.request.title);
    using enum wire::JobState;
    switch (view.state) {
    case AwaitingRelease:
        return tr("%1 taken in, %2").arg(title, releaseLine(view));
    case Retrieved:
        return tr("Every file of %1 was fetched").arg(title);
    case Failed:
        return tr("%1 failed").arg(title);
    case Withdrawn:
        return tr("%1 was withdrawn").arg(title);
    case Lapsed:
        return tr("%1 lapsed: nobody decided in time").arg(title);
    case Voided:
        return tr("%1 was stopped: an approval is void").arg(title);
    case Destroyed:
        return tr("%1 was destroyed").arg(title);
    default:
        return {};
    }
}

WaitingItem decisionItem(const ExportView& view)
{
    const bool release = view.openGate() == wire::Gate::Release && view.release;
    const auto& gate = release ? view.releaseGate : view.requestGate;
    WaitingItem item;
    item.title = release ? Words::tr("Release: %1").arg(qt(view.request.title)) : qt(view.request.title);
    item.under = release ? Words::releaseLine(view) : Words::requestLine(view);
    item.askedBy = view.requestSignature.personName;
    item.purpose = purposeText(view.request.purpose);
    item.since = view.since;
    item.lapses = gate.lapses;
    item.action = Words::tr("Review");
    item.page = QStringLiteral("approvals");
    item.item = qt(view.job.text());
    return item;
}

WaitingItem downloadItem(const ExportView& view)
{
    WaitingItem item;
    item.title = qt(view.request.title);
    item.under = Words::tr("released to you · %1").arg(Words::releaseLine(view));
    item.askedBy = view.requestSignature.personName;
    item.purpose = purposeText(view.request.purpose);
    item.since = view.since;
    item.lapses = view.release->ends;
    item.action = Words::tr("Download…");
    item.page = QStringLiteral("downloads");
    item.item = qt(view.job.text());
    return item;
}

std::optional<WaitingItem> peopleItem(client::Client& client)
{
    WaitingItem item;
    int count = 0;
    QStringList asked;
    for (const auto& matter : client.people().waiting()) {
        if (matter.whyNotMe)
            continue;
        item.since = count == 0 ? matter.entered : std::min(item.since, matter.entered);
        ++count;
        if (!asked.contains(matter.authorName))
            asked += matter.authorName;
    }
    if (count == 0)
        return std::nullopt;
    item.title = Words::tr("People: %n change(s) to countersign", nullptr, count);
    item.under = Words::tr("keys and roles that another admin has to decide on");
    item.askedBy = listText(asked);
    item.action = Words::tr("Review");
    item.page = QStringLiteral("people");
    return item;
}

bool ended(wire::JobState state)
{
    using enum wire::JobState;
    return state == Retrieved || state == Rejected || state == Withdrawn || state == Lapsed ||
           state == Failed || state == Destroyed;
}

/// How much of it is done, and in figures.
void measure(const ExportView& view, RunningItem& item)
{
    const auto& intake = view.intake;
    if (view.state == wire::JobState::TakingIn && intake.filesTotal > 0) {
        item.bar = static_cast<double>(intake.filesDone) / static_cast<double>(intake.filesTotal);
        item.amount = sizeText(intake.bytes);
    } else if (view.release) {
        item.amount = sizeText(lengthOf(*view.release));
        if (view.state != wire::JobState::Released || view.receipts.empty())
            return;
        const auto fetched = std::count_if(view.receipts.begin(), view.receipts.end(),
                                           [](const auto& file) { return file.receipts > 0; });
        item.bar = static_cast<double>(fetched) / static_cast<double>(view.release->files.size());
        item.tone = Tone::Ok;
    }
}

} // namespace

std::vector<WaitingItem> waitingItems(client::Client& client)
{
    const auto& session = client.session();
    std::vector<WaitingItem> items;
    if (session.holds(wire::Role::SecurityApprover))
        for (const auto* view : client.book().waitingForMe())
            items.push_back(decisionItem(*view));
    if (session.holds(wire::Role::ArtifactDownloader))
        for (const auto* view : client.downloads().available())
            if (view->release)
                items.push_back(downloadItem(*view));
    if (session.holds(wire::Role::Admin))
        if (auto item = peopleItem(client))
            items.push_back(std::move(*item));
    return items;
}

std::vector<RunningItem> runningItems(client::Client& client)
{
    const auto& session = client.session();
    const auto available = client.downloads().available();
    const auto waitsHere = [&](const ExportView& view) {
        return view.waitsForMe() || std::any_of(available.begin(), available.end(),
                                                [&](const auto* one) { return one->job == view.job; });
    };
    std::vector<RunningItem> items;
    for (const auto& view : client.book().exports()) {
        if (ended(view.state) || waitsHere(view))
            continue;
        RunningItem item;
        item.title = qt(view.request.title);
        item.turn = view.fault ? sentence(*view.fault) : turnText(view);
        item.page = pageOfExport(view, session);
        item.item = qt(view.job.text());
        if (view.fault)
            item.tone = Tone::Bad;
        else
            measure(view, item);
        items.push_back(std::move(item));
    }
    return items;
}

std::vector<LatelyItem> latelyItems(client::Client& client)
{
    std::vector<LatelyItem> items;
    for (const auto& view : client.book().exports()) {
        if (view.fault)
            continue;
        items.push_back({Words::tr("%1 asked for by %2")
                             .arg(bold(view.request.title),
                                  breakable(view.requestSignature.personName, longWord).toHtmlEscaped()),
                         view.requestSignature.entered});
        for (const auto& decision : view.decisions)
            if (decision.counts)
                items.push_back({Words::decision(view, decision), decision.signature.entered});
        if (const auto text = Words::outcome(view); !text.isEmpty())
            items.push_back({text, view.since});
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const LatelyItem& a, const LatelyItem& b) { return a.when > b.when; });
    items.resize(std::min(items.size(), mostLately));
    return items;
}

QString greeting(Time now, std::optional<int> waiting)
{
    const int hour = toQDateTime(now).toLocalTime().time().hour();
    const auto hello = hour < 4    ? Words::tr("Good evening.")
                       : hour < 12 ? Words::tr("Good morning.")
                       : hour < 18 ? Words::tr("Good afternoon.")
                                   : Words::tr("Good evening.");
    if (!waiting)
        return hello;
    const auto rest = *waiting > 0 ? Words::tr("%n thing(s) wait for you.", nullptr, *waiting)
                                   : Words::tr("Nothing waits for you.");
    return hello + u' ' + rest;
}

} // namespace countersign::ui
