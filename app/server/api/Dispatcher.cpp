#include "server/api/Dispatcher.h"

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

bool holdsAny(const Call& call, const std::vector<wire::Role>& roles)
{
    return std::any_of(roles.begin(), roles.end(), [&](wire::Role role) { return call.holds(role); });
}

// What deserves an entry: whoever is not let in, and every change that did not happen. A page that asks for a
// thing which is gone does not, nor does a console that fetches its next nonce.
bool isLogged(const Route& route, ErrorCode code)
{
    if (route.action.empty() || code == ErrorCode::NonceNeeded)
        return false;
    const int status = httpStatus(code);
    return status == 403 || status >= 500 || route.method != "GET";
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
    auto response = dispatch(request);
    response.fields.add("DPoP-Nonce", m_gate.freshNonce());
    response.fields.add("Cache-Control", "no-store");
    response.fields.add("X-Content-Type-Options", "nosniff");
    response.fields.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    return response;
}

http::Response Dispatcher::dispatch(const http::Request& request)
{
    auto match = findRoute(m_options.routes, request.method, request.path);
    if (!match) {
        const auto incident = crypto::randomIdText("inc_");
        const auto what = "incident " + incident + ": " + request.method + " on no route";
        if (m_options.stray)
            m_options.stray(request.peer, what);
        else
            spdlog::debug(what);
        auto response = problem(match.error(), incident);
        if (match.error().code == ErrorCode::MethodNotAllowed)
            response.fields.add("Allow", allowedMethods(m_options.routes, request.path));
        return response;
    }
    Call call{request, std::move(match->path), {}, {}};
    auto response = admit(*match->route, call);
    // The pattern, not the path: a path may hold a ticket.
    spdlog::debug("{} {} {} {}", request.method, match->route->pattern, response.status,
                  call.caller ? call.caller->person.text() : "-");
    return response;
}

http::Response Dispatcher::admit(const Route& route, Call& call)
{
    if (auto known = identify(route, call); !known)
        return problem(record(route, call, known.error()));
    if (route.access == Access::Roles && !holdsAny(call, route.roles))
        return problem(record(route, call, Error{ErrorCode::RoleMissing, {}}));
    if (call.request.body.size() > (route.access == Access::Proof ? proofBody : sessionBody))
        return problem(record(route, call, Error{ErrorCode::TooLarge, {}}));
    return runOnce(route, call);
}

Result<void> Dispatcher::identify(const Route& route, Call& call)
{
    const auto token = route.access == Access::Proof ? std::string_view{} : accessTokenOf(call.request);
    const auto proven = m_gate.check(call.request, token);
    if (!proven)
        return tl::unexpected(proven.error());
    call.device = proven->device;
    if (route.access == Access::Proof)
        return m_gate.use(*proven, call.request.peer.address);
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
        return problem(record(route, call, Error{ErrorCode::BadRequest, "idempotency key too long"}));
    const auto key = call.device.text() + ' ' + call.request.path + ' ' + std::string(name);
    auto earlier = m_idempotency.begin(key, crypto::sha256(call.request.body));
    if (!earlier)
        return problem(record(route, call, earlier.error()));
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
        return response ? std::move(*response) : problem(record(route, call, response.error()));
    } catch (const std::exception& fault) {
        // Libraries may throw; a fault in one call must not end the others. Its text may quote the body.
        return problem(
            record(route, call, Error{ErrorCode::Internal, std::string("threw ") + typeid(fault).name()}));
    }
}

Error Dispatcher::record(const Route& route, const Call& call, Error why)
{
    if (!why.incident.empty())
        return why;
    if (!isLogged(route, why.code)) {
        why.incident = crypto::randomIdText("inc_");
        if (why.code != ErrorCode::NonceNeeded)
            spdlog::info("incident {}: {} {} {}: {}", why.incident, route.method, route.pattern,
                         codeText(why.code), why.detail);
        return why;
    }
    auto attempt = call.entry(route.action, {});
    return call.caller ? m_options.refusals->log(std::move(attempt), std::move(why))
                       : m_options.refusals->logAnonymous(std::move(attempt), std::move(why));
}

} // namespace countersign::server
