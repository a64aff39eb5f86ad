#include "server/source/SourceAccess.h"

#include "server/source/SourceUrl.h"

namespace countersign::server {

namespace {

/// The whole exchange for a token; that of the request is its own.
constexpr std::chrono::milliseconds tokenDeadline{30'000};

} // namespace

Result<SourceReply> SourceAccess::askSigned(SourceAsk ask, const std::stop_token& stop)
{
    const auto origin = originOf(ask.url);
    if (!origin)
        return tl::unexpected(origin.error());
    if (*origin != m_origin)
        return fail(ErrorCode::SourceElsewhere,
                    "the source names an address at another origin for what needs its token");
    const auto deadline = ask.deadline.count() > 0 ? std::min(ask.deadline, tokenDeadline) : tokenDeadline;
    Result<SourceReply> reply;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto token = m_token.take(deadline, stop);
        if (!token)
            return tl::unexpected(token.error());
        ask.bearer = &*token;
        reply = m_exchange.ask(ask, stop);
        if (!reply || reply->status != 401)
            break;
        m_token.forget(*token);
    }
    return reply;
}

} // namespace countersign::server
