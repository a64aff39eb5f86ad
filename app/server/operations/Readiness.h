#pragma once

#include "server/audit/LogCopy.h"
#include "server/keys/KeyVault.h"
#include "server/store/Store.h"

#include <mutex>

namespace countersign::server {

/// Whether this server can do its work now: the store takes changes, the keys open, both logs are signed.
/// Thread-safe.
class Readiness
{
public:
    /// `copy`: null where there is none.
    Readiness(Store& store, KeyVault& keys, const LogCopy* copy = nullptr)
        : m_store(store), m_keys(keys), m_copy(copy)
    {
    }

    /// Entries that no checkpoint covers for longer are a sign that none can be signed or stored.
    static constexpr std::chrono::seconds staleAfter{10};
    /// So long an answer stands: whoever asks more often costs no commit.
    static constexpr std::chrono::seconds goodFor{1};
    /// So long one who asks waits for another's look.
    static constexpr std::chrono::seconds patience{2};

    struct Part
    {
        const char* name;
        std::optional<ErrorCode> failure;
    };
    /// `store`, `keys`, `trust-log`, `audit-log`, and `log-copy` where there is one, in that order.
    [[nodiscard]] std::vector<Part> look();
    /// `LogIncomplete` for a log that is not signed any more.
    [[nodiscard]] static Result<void> checkLog(const Store::LogStanding& standing);

private:
    [[nodiscard]] std::vector<Part> lookNow();

    Store& m_store;
    KeyVault& m_keys;
    const LogCopy* m_copy;
    std::timed_mutex m_mutex;
    std::chrono::steady_clock::time_point m_looked{};
    std::vector<Part> m_last;
};

} // namespace countersign::server
