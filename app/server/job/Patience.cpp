#include "server/job/Patience.h"

#include "server/job/JobChange.h"
#include "server/job/JobState.h"

namespace countersign::server {

namespace {

// 1, 2, 4, … seconds, or what the source asks for (`retryAfter` bounds it).
std::chrono::seconds pauseAfter(int made, const Error& why)
{
    return std::max(std::chrono::seconds(1 << (made - 1)), why.retryAfter);
}

} // namespace

bool Patience::again(const Error& why, int made) const
{
    if (!(mayPass(why.code) || why.code == ErrorCode::ServerDiskFull) || made >= m_most ||
        m_stop.stop_requested())
        return false;
    const auto pause = pauseAfter(made, why);
    if (!record(why, pause))
        return false;
    m_room.pause(pause, m_stop);
    return !m_stop.stop_requested();
}

Result<void> Patience::record(const Error& why, std::chrono::seconds pause) const
{
    auto entry = serverEntry("job.retry", m_job);
    entry.outcome = "failed";
    entry.detail["code"] = codeText(why.code);
    entry.detail["pause"] = std::to_string(pause.count());
    return write(std::move(entry), [&](JobRow& row) {
        ++row.attempts;
        // One that is over says why it ended.
        if (!takesIn(row.state))
            return;
        row.failure = codeText(why.code);
        row.failureDetail = why.detail;
    });
}

// Only tells: what follows has entries of its own.
void Patience::recovered() const
{
    std::ignore = write(serverEntry("job.recovered", m_job), [](JobRow& row) {
        if (!takesIn(row.state))
            return;
        row.failure.clear();
        row.failureDetail.clear();
    });
}

Result<void> Patience::write(wire::AuditEntry entry, const std::function<void(JobRow&)>& change) const
{
    return m_room.store->write([&](Transaction& transaction) -> Result<void> {
        auto row = readJob(transaction.sql(), m_job);
        if (!row)
            return tl::unexpected(row.error());
        const auto index = transaction.audit(entry);
        if (!index)
            return tl::unexpected(index.error());
        change(*row);
        keep(transaction, m_room.events, *row, *index);
        return {};
    });
}

} // namespace countersign::server
