#pragma once

#include "server/source/SourceToken.h"

namespace countersign::server {

/// Requests to a source in our name. Thread-safe.
class SourceAccess
{
public:
    SourceAccess(const SourceConfig& config, std::string origin, const Clock& clock, SourceLimits limits)
        : m_origin(std::move(origin)), m_exchange(config.caFile, limits), m_token(config, m_exchange, clock)
    {
    }

    [[nodiscard]] const std::string& origin() const { return m_origin; }
    /// Whether the source gives us a token; it is kept for what follows.
    [[nodiscard]] Result<void> admitted(std::chrono::milliseconds deadline, const std::stop_token& stop)
    {
        return m_token.take(deadline, stop).map([](const Secret&) {});
    }
    /// Without a token.
    [[nodiscard]] Result<SourceReply> ask(const SourceAsk& ask, const std::stop_token& stop)
    {
        return m_exchange.ask(ask, stop);
    }
    /// With the token; a token that is refused (401) is replaced once. `SourceElsewhere` unless the URL is on
    /// the source's origin: this is the one place that gives the token away.
    [[nodiscard]] Result<SourceReply> askSigned(SourceAsk ask, const std::stop_token& stop);

private:
    std::string m_origin;
    SourceExchange m_exchange;
    SourceToken m_token;
};

} // namespace countersign::server
