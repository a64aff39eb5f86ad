#include "client/Trail.h"

#include "client/LoggedEntry.h"
#include "trust/TrailActions.h"

#include <algorithm>
#include <set>

#include <QPointer>

namespace countersign::client {

namespace {

Result<TrailEvent> eventOf(const wire::PlacedEntry& placed, const JobId& job, const trust::TrustState& state)
{
    auto entry = wire::decode<wire::AuditEntry>(placed.line);
    if (!entry)
        return fail(ErrorCode::LogEntryForeign, "an audit entry that can't be read: " + entry.error().detail);
    if (entry->job != job.text())
        return fail(ErrorCode::LogEntryForeign, "an entry of another export");
    TrailEvent event;
    event.index = placed.index;
    event.lane = Trail::laneOf(*entry);
    event.entry = std::move(*entry);
    event.entry.actor.name = actorName(event.entry, state);
    event.line = QByteArray::fromStdString(placed.line);
    event.proved = true;
    return event;
}

// Each statement of an export has its entry: one that is signed and in the trust log can't be kept from
// whoever reads the trail. What no statement tells of, only the check of the whole log finds.
Result<void> checkStatements(const std::vector<TrailEvent>& events, const ExportView& view)
{
    std::set<std::string> told;
    bool released = false;
    for (const auto& event : events)
        if (event.entry.outcome == "done" &&
            trust::trailKindOf(event.entry.action) == trust::TrailKind::Statement) {
            told.insert(event.entry.object);
            released = released || event.entry.action == "job.release-made"; // which names the job
        }
    std::vector<Digest> statements{view.requestDigest};
    for (const auto& decision : view.decisions)
        statements.push_back(decision.digest);
    for (const auto& statement : statements)
        if (!told.contains(statement.text()))
            return fail(ErrorCode::LogIncomplete, "no entry of statement " + statement.text());
    if (view.release && !released)
        return fail(ErrorCode::LogIncomplete, "no entry of the release");
    return {};
}

bool isAtSource(const std::string& action)
{
    return action == "job.kick-off" || action == "job.poll" || action == "job.manifest";
}

} // namespace

bool ToldAct::isOf(const wire::AuditEntry& entry) const
{
    return entry.action == action && entry.object == object && entry.outcome == "done" &&
           entry.actor.person == person.text() &&
           std::all_of(detail.begin(), detail.end(), [&](const auto& told) {
               const auto found = entry.detail.find(told.first);
               return found != entry.detail.end() && found->second == told.second;
           });
}

Trail::Trail(Connection& connection, LogFollower& log, ExportBook& book)
    : m_connection(connection), m_log(log), m_book(book)
{
}

TrailEvent::Lane Trail::laneOf(const wire::AuditEntry& entry)
{
    using enum TrailEvent::Lane;
    const auto& action = entry.action;
    if (isAtSource(action))
        return Source;
    if (action.starts_with("request."))
        return Operator;
    if (action.starts_with("approval."))
        return Approvers;
    if (action.starts_with("download."))
        return Downloader;
    return Server;
}

QCoro::Task<Result<wire::Trail>> Trail::proved(JobId job)
{
    const QPointer self(this);
    const QString path = QStringLiteral("/v1/jobs/") + qt(job.text()) + QStringLiteral("/trail");
    auto answer = co_await m_connection.get<wire::Trail>(path);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto& entries = answer->entries;
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
    const auto twice = std::adjacent_find(entries.begin(), entries.end(),
                                          [](const auto& a, const auto& b) { return a.index == b.index; });
    if (twice != entries.end())
        co_return fail(ErrorCode::LogEntryAdded, "two entries at one place of the audit log");
    auto proved = co_await m_log.checkEntries(entries);
    if (!proved)
        co_return tl::unexpected(proved.error());
    co_return std::move(*answer);
}

QCoro::Task<Result<std::vector<bool>>> Trail::holds(JobId job, std::vector<ToldAct> acts)
{
    const QPointer self(this);
    std::uint64_t end = 0;
    for (const auto& act : acts)
        if (act.index)
            end = std::max(end, *act.index + 1);
    const auto published = co_await m_log.reach(0, end); // a trail tells of nothing else
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (!published)
        co_return tl::unexpected(published.error());
    const auto trail = co_await proved(job);
    if (!trail)
        co_return tl::unexpected(trail.error());
    const auto isAt = [&](const ToldAct& act, const wire::PlacedEntry& placed) {
        const auto event = eventOf(placed, job, m_log.trust());
        return event && act.isOf(event->entry);
    };
    const auto& entries = trail->entries;
    const auto stands = [&](const ToldAct& act) {
        if (!act.index)
            return std::any_of(entries.begin(), entries.end(),
                               [&](const auto& placed) { return isAt(act, placed); });
        const auto placed = std::lower_bound(
            entries.begin(), entries.end(), *act.index,
            [](const wire::PlacedEntry& entry, std::uint64_t index) { return entry.index < index; });
        return placed != entries.end() && placed->index == *act.index && isAt(act, *placed);
    };
    std::vector<bool> all;
    for (const auto& act : acts)
        all.push_back(stands(act));
    co_return all;
}

QCoro::Task<Result<std::vector<TrailEvent>>> Trail::load(JobId job)
{
    const QPointer self(this);
    if (!m_book.find(job)) {
        const auto fresh = co_await m_book.refresh(job);
        if (!self)
            co_return fail(ErrorCode::Cancelled);
        if (!fresh)
            co_return tl::unexpected(fresh.error());
    }
    // As it is known before the trail is asked for: what is decided meanwhile is missed by nobody.
    const auto* found = m_book.find(job);
    const auto view = found && !found->fault ? std::optional(*found) : std::nullopt;
    auto trail = co_await proved(job);
    if (!trail)
        co_return tl::unexpected(trail.error());
    std::vector<TrailEvent> events;
    for (const auto& placed : trail->entries) {
        auto event = eventOf(placed, job, m_log.trust());
        if (!event)
            co_return tl::unexpected(event.error());
        events.push_back(std::move(*event));
    }
    if (view)
        if (auto whole = checkStatements(events, *view); !whole)
            co_return tl::unexpected(whole.error());
    co_return events;
}

} // namespace countersign::client
