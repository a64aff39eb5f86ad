#pragma once

#include "server/http/Http.h"
#include "wire/Audit.h"
#include "wire/Codec.h"
#include "wire/Session.h"

#include <functional>

/// A route declares method, path, role, step-up and audit action in one place; the table is the list of all
/// of them.
namespace countersign::server {

/// Who calls, once session and DPoP proof were checked.
struct Caller
{
    PersonId person;
    std::string name;
    std::vector<wire::Role>
        roles; ///< in force in the trust log now; before there is a root: the invited ones of admins
    SessionId session;
    KeyThumbprint device; ///< of the DPoP key
    wire::AuditToken token;
};

/// What a handler gets.
struct Call
{
    const http::Request& request;
    std::vector<std::string>
        path; ///< values of the `{…}` segments, in order; the rest of the path for a final `*`
    std::optional<Caller> caller;          ///< present unless the route is `Access::Proof`
    KeyThumbprint device;                  ///< of the DPoP proof, on every route
    std::optional<ErrorCode> refused = {}; ///< set by the dispatcher: with what it was refused

    /// An entry with actor, network and token filled in.
    [[nodiscard]] wire::AuditEntry entry(std::string action, std::string object, std::string job = {}) const;
    [[nodiscard]] bool holds(wire::Role role) const;
};

enum class Access : std::uint8_t {
    Proof,   ///< a DPoP proof, no session (sign-in, renewal)
    Session, ///< any person signed in
    Roles,   ///< one of `roles`
};

enum class StepUpNeed : std::uint8_t {
    None,
    Code
}; ///< `Code`: the handler consumes a code in its transaction

struct Route
{
    std::string method;
    std::string pattern; ///< e.g. `/v1/jobs/{id}/trail`, `/v1/log/{log}/tile/*`
    Access access = Access::Session;
    std::vector<wire::Role> roles;
    StepUpNeed stepUp = StepUpNeed::None;
    std::string action; ///< audit action; what is refused before the handler is logged under it
    std::function<Result<http::Response>(Call&)> handle;
};

using RouteTable = std::vector<Route>;

template <typename T>
[[nodiscard]] http::Response answer(const T& message, int status = 200)
{
    http::Response response;
    response.status = status;
    response.fields.add("Content-Type", "application/json");
    response.body = wire::encode(message);
    return response;
}

template <typename T>
[[nodiscard]] Result<T> bodyOf(const Call& call)
{
    return wire::decode<T>(call.request.body);
}

} // namespace countersign::server
