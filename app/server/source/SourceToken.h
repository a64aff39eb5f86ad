#pragma once

#include "base/Time.h"
#include "crypto/JwtAssertion.h"
#include "server/source/SourceConfig.h"
#include "server/source/SourceExchange.h"

namespace countersign::server {

/// Reads the assertion key; `Configuration` where it cannot be used or others may read it.
[[nodiscard]] Result<crypto::AssertionKey> loadAssertionKey(const std::string& file);

/// The access token of a source by SMART Backend Services ("Backend Services: Authorization"): the token
/// endpoint as configured or, at the source's own origin, from `.well-known/smart-configuration`, then a
/// client assertion: who could name another endpoint would get an assertion that is good at a third party.
/// Kept until half a minute before its end. The key is read each time, so that a new one counts without a
/// restart. Thread-safe; who comes while one is asked for waits for that.
class SourceToken
{
public:
    SourceToken(const SourceConfig& config, SourceExchange& exchange, const Clock& clock)
        : m_config(config), m_exchange(exchange), m_clock(clock)
    {
    }

    /// A copy of the token, within the deadline. Errors as of `SourceClient`; `SourceRefused` where the
    /// source does not know our key, `Configuration` where it names an endpoint at another origin.
    [[nodiscard]] Result<Secret> take(std::chrono::milliseconds deadline, const std::stop_token& stop);
    /// Forgets it if it still is the one that the source refused.
    void forget(const Secret& refused);

private:
    [[nodiscard]] Result<std::string> endpoint(const Deadline& deadline, const std::stop_token& stop) const;
    [[nodiscard]] Result<void> renew(const Deadline& deadline, const std::stop_token& stop);

    const SourceConfig& m_config;
    SourceExchange& m_exchange;
    const Clock& m_clock;
    std::timed_mutex m_mutex;
    Secret m_token;
    Time m_end{};
};

} // namespace countersign::server
