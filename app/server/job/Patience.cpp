#include "server/job/Patience.h"

#include "server/job/JobChange.h"

namespace countersign::server {

namespace {

bool mayPass(ErrorCode code)
{
    return code == ErrorCode::SourceUnreachable || code == ErrorCode::Timeout ||
           code == ErrorCode::ServerDiskFull;
}

// 1, 2, 4, 8, 16 seconds.
std::chrono::seconds pauseAfter(int made)
{
    return std::chrono::seconds(1 << (made - 1));
}

} // namespace

bool Patience::again(const Error& why, int made) const
{
    if (!mayPass(why.code) || made >= mostAttempts || m_stop.stop_requested() || !record(why))
        return false;
    m_room.pause(pauseAfter(made), m_stop);
    return !m_stop.stop_requested();
}

Result<void> Patience::record(const Error& why) const
{
    return m_room.store->write([&](Transaction& transaction) -> Result<void> {
        auto row = readJob(transaction.sql(), m_job);
        if (!row)
            return tl::unexpected(row.error());
        auto entry = serverEntry("job.retry", m_job);
        entry.outcome = "failed";
        entry.detail["code"] = codeText(why.code);
        const auto index = transaction.audit(std::move(entry));
        if (!index)
            return tl::unexpected(index.error());
        ++row->attempts;
        keep(transaction, m_room.events, *row, *index);
        return {};
    });
}

} // namespace countersign::server
