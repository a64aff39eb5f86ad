#include "client/Trail.h"

#include <algorithm>

#include <QPointer>

namespace countersign::client {

namespace {

Result<TrailEvent> eventOf(const wire::PlacedEntry& placed, const JobId& job)
{
    auto entry = wire::decode<wire::AuditEntry>(placed.line);
    if (!entry)
        return fail(ErrorCode::LogInconsistent, "an audit entry that can't be read: " + entry.error().detail);
    if (entry->job != job.text())
        return fail(ErrorCode::LogInconsistent, "an entry of another export");
    TrailEvent event;
    event.index = placed.index;
    event.lane = Trail::laneOf(*entry);
    event.entry = std::move(*entry);
    event.line = QByteArray::fromStdString(placed.line);
    event.proved = true;
    return event;
}

bool isAtSource(const std::string& action)
{
    return action == "job.kick-off" || action == "job.poll" || action == "job.manifest";
}

} // namespace

Trail::Trail(Connection& connection, LogFollower& log) : m_connection(connection), m_log(log) {}

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

QCoro::Task<Result<std::vector<TrailEvent>>> Trail::load(JobId job)
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
        co_return fail(ErrorCode::LogInconsistent, "two entries at one place of the audit log");
    auto proved = co_await m_log.checkEntries(entries);
    if (!proved)
        co_return tl::unexpected(proved.error());
    std::vector<TrailEvent> events;
    for (const auto& placed : entries) {
        auto event = eventOf(placed, job);
        if (!event)
            co_return tl::unexpected(event.error());
        events.push_back(std::move(*event));
    }
    co_return events;
}

} // namespace countersign::client
