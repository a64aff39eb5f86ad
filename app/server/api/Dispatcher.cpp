#include "server/api/Dispatcher.h"

#include "base/Text.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/api/Problems.h"
#include "server/api/Routing.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

// Before anybody has signed in a body is a name, a password, a code and at most one registration.
constexpr std::size_t proofBody = 32 * 1024;
constexpr std::size_t sessionBody = 1024 * 1024;
constexpr std::size_t longestIdempotencyKey = 128;

// RFC 9449 §7.1: the scheme, one space, the token.
std::string_view accessTokenOf(const http::Request& request)
{
    constexpr std::string_view scheme = "DPoP ";
    if (request.fields.count("Authorization") != 1)
        return {};
    const auto value = request.fields.first("Authorization");
    return value.starts_with(scheme) ? value.substr(scheme.size()) : std::string_view{};
}

// RFC 8259 §11: the type has no parameters; `charset` is tolerated as long as it says what holds anyway.
bool isJsonType(std::string_view value)
{
    std::string type(value);
    std::erase(type, ' ');
    std::ranges::transform(type, type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; });
    return type == "application/json" || type == "application/json;charset=utf-8";
}

bool holdsAny(const Call& call, const std::vector<wire::Role>& roles)
{
    return std::any_of(roles.begin(), roles.end(), [&](wire::Role role) { return call.holds(role); });
}

// What deserves an entry: whoever is not let in, and every change that did not happen. A page that asks for a
// thing which is gone does not, nor does a console that fetches its next nonce.
bool isLogged(const Route& route, ErrorCode code)
{
    if (route.action.empty())
        return false;
    const int status = httpStatus(code);
    return status == 401 || status == 403 || status >= 500 || route.method != "GET";
}

// What no route takes: a query, which no proof covers; a body where none belongs, or one that says it is
// something else than JSON.
Result<void> checkForm(const http::Request& request)
{
    if (request.target.find('?') != std::string::npos)
        return fail(ErrorCode::BadRequest, "a query");
    if (request.method != "POST")
        return request.body.empty() ? Result<void>()
                                    : fail(ErrorCode::BadRequest, "a body where none belongs");
    if (request.fields.count("Content-Encoding") > 0)
        return fail(ErrorCode::UnsupportedContent, "an encoded body");
    if (request.fields.count("Content-Type") == 1 && isJsonType(request.fields.first("Content-Type")))
        return {};
    return fail(ErrorCode::UnsupportedContent, "not said to be application/json");
}

} // namespace

Dispatcher::Dispatcher(Options options)
    : m_options(std::move(options)),
      m_gate(m_options.origin, *m_options.clock),
      m_idempotency(*m_options.clock)
{
}

http::Response Dispatcher::handle(const http::Request& request)
{
    const auto begun = std::chrono::steady_clock::now();
    Seen seen;
    auto response = dispatch(request, seen);
    response.fields.add("DPoP-Nonce", m_gate.freshNonce());
    response.fields.add("Cache-Control", "no-store");
    response.fields.add("X-Content-Type-Options", "nosniff");
    response.fields.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (m_options.seen) {
        seen.status = response.status;
        seen.took = std::chrono::steady_clock::now() - begun;
        m_options.seen(seen);
    }
    return response;
}

http::Response Dispatcher::nowhere(const http::Request& request, const Error& why) const
{
    // The method is a stranger's text.
    const auto method = isPlainText(request.method) ? request.method.substr(0, 20) : std::string("?");
    const auto incident = crypto::randomIdText("inc_");
    const bool logged = m_options.stray && m_options.stray(request.peer, "incident " + incident + ": " +
                                                                             method + " on no route");
    auto response = problem(why, logged ? std::optional(incident) : std::nullopt);
    if (why.code == ErrorCode::MethodNotAllowed)
        response.fields.add("Allow", allowedMethods(m_options.routes, request.path));
    return response;
}

http::Response Dispatcher::dispatch(const http::Request& request, Seen& seen)
{
    auto match = findRoute(m_options.routes, request.method, request.path);
    if (!match) {
        seen.refused = match.error().code;
        return nowhere(request, match.error());
    }
    Call call{request, std::move(match->path), {}, {}};
    seen.route = match->route;
    auto response = admit(*match->route, call);
    seen.refused = call.refused;
    // The pattern, not the path: a path may hold a ticket.
    spdlog::debug("{} {} {} {}", request.method, match->route->pattern, response.status,
                  call.caller ? call.caller->person.text() : "-");
    return response;
}

http::Response Dispatcher::admit(const Route& route, Call& call)
{
    if (auto known = identify(route, call); !known)
        return refuse(route, call, known.error());
    if (route.access == Access::Roles && !holdsAny(call, route.roles))
        return refuse(route, call, Error{ErrorCode::RoleMissing, {}});
    if (m_options.open)
        if (auto open = m_options.open(route); !open)
            return refuse(route, call, open.error());
    if (call.request.body.size() > (route.access == Access::Proof ? proofBody : sessionBody))
        return refuse(route, call, Error{ErrorCode::TooLarge, {}});
    if (auto good = checkForm(call.request); !good)
        return refuse(route, call, good.error());
    return runOnce(route, call);
}

Result<void> Dispatcher::identify(const Route& route, Call& call)
{
    const auto token = route.access == Access::Proof ? std::string_view{} : accessTokenOf(call.request);
    const auto proven = m_gate.check(call.request, token);
    if (!proven)
        return tl::unexpected(proven.error());
    call.device = proven->device;
    if (route.access == Access::Proof) {
        // Who renews a session makes their proof with its key: what strangers do must not end it. (After a
        // start the first renewal is a stranger's: sessions are known again by it.)
        const bool known = m_options.authority->knows(proven->device);
        return m_gate.use(*proven, known ? std::string() : call.request.peer.address);
    }
    if (token.empty())
        return fail(ErrorCode::SessionEnded, "no access token");
    const bool background = call.request.fields.first("Countersign-Background") == "?1";
    auto caller = m_options.authority->callerOf(token, proven->device, background);
    if (!caller)
        return tl::unexpected(caller.error());
    // Only now: what strangers claim with tokens that are none fills no memory.
    if (auto used = m_gate.use(*proven, {}); !used)
        return used;
    call.caller = std::move(*caller);
    return {};
}

http::Response Dispatcher::runOnce(const Route& route, Call& call)
{
    const auto name = call.request.fields.first("Idempotency-Key");
    if (name.empty() || route.method != "POST" || route.access == Access::Proof)
        return run(route, call);
    if (name.size() > longestIdempotencyKey)
        return refuse(route, call, Error{ErrorCode::BadRequest, "idempotency key too long"});
    const auto key = call.device.text() + ' ' + call.request.path + ' ' + std::string(name);
    auto earlier = m_idempotency.begin(key, crypto::sha256(call.request.body));
    if (!earlier)
        return refuse(route, call, earlier.error());
    if (*earlier)
        return std::move(**earlier);
    auto response = run(route, call);
    m_idempotency.end(key, response);
    return response;
}

http::Response Dispatcher::run(const Route& route, Call& call)
{
    try {
        auto response = route.handle(call);
        return response ? std::move(*response) : refuse(route, call, response.error());
    } catch (const std::exception& fault) {
        // Libraries may throw; a fault in one call must not end the others. Its text may quote the body.
        return refuse(route, call, Error{ErrorCode::Internal, std::string("threw ") + typeid(fault).name()});
    }
}

http::Response Dispatcher::refuse(const Route& route, Call& call, Error why)
{
    call.refused = why.code;
    return problem(record(route, call, std::move(why)));
}

Error Dispatcher::record(const Route& route, const Call& call, Error why)
{
    if (!why.incident.empty())
        return why;
    // A step of RFC 9449 that consoles take by themselves: nobody sees it, so it has no incident.
    if (why.code == ErrorCode::NonceNeeded)
        return why;
    if (!isLogged(route, why.code)) {
        why.incident = crypto::randomIdText("inc_");
        spdlog::info("incident {}: {} {} {}: {}", why.incident, route.method, route.pattern,
                     codeText(why.code), why.detail);
        return why;
    }
    auto attempt = call.entry(route.action, {});
    return call.caller ? m_options.refusals->log(std::move(attempt), std::move(why))
                       : m_options.refusals->logAnonymous(std::move(attempt), std::move(why));
}

} // namespace countersign::server
