#include "server/store/TrustKeeper.h"

#include "server/store/LogTable.h"
#include "server/store/Sqlite.h"

namespace countersign::server {

namespace {

constexpr std::uint64_t everything = INT64_MAX;

}

Result<void> TrustKeeper::replay(soci::session& sql, trust::TrustState& state, std::uint64_t end)
{
    return forEachEntry(
        sql, LogName::Trust, state.size(), end,
        [&](std::uint64_t index, const std::string& line, const Digest&) -> Result<void> {
            const auto entry = wire::decode<wire::TrustEntry>(line);
            auto done = entry ? state.apply(*entry) : Result<void>(tl::unexpected(entry.error()));
            if (!done)
                return fail(ErrorCode::LogInconsistent, "trust log: entry " + std::to_string(index) + ": " +
                                                            std::string(codeText(done.error().code)) + " " +
                                                            done.error().detail);
            return {};
        });
}

Result<void> TrustKeeper::load(soci::session& sql)
{
    return sqlite::guarded([&]() -> Result<void> {
        if (auto done = verifyLog(sql, LogName::Trust); !done)
            return done;
        if (auto done = replay(sql, m_state, everything); !done)
            return done;
        m_base = m_state;
        m_committed = m_state.size();
        return {};
    });
}

void TrustKeeper::look(const std::function<void(const trust::TrustState&)>& look) const
{
    const std::shared_lock lock(m_mutex);
    look(m_state);
}

Result<void> TrustKeeper::apply(const wire::TrustEntry& entry)
{
    if (!m_held.owns_lock())
        m_held.lock();
    return m_state.apply(entry);
}

Result<void> TrustKeeper::restore(soci::session& sql)
{
    return sqlite::guarded([&]() -> Result<void> {
        if (auto done = replay(sql, m_base, m_committed); !done)
            return done;
        auto state = m_base;
        if (auto done = replay(sql, state, everything); !done)
            return done;
        m_state = std::move(state);
        return {};
    });
}

void TrustKeeper::settle()
{
    m_committed = m_state.size();
    if (m_held.owns_lock())
        m_held.unlock();
}

} // namespace countersign::server
