#pragma once

#include "server/api/Refusals.h"
#include "server/session/Pending.h"
#include "server/session/SecondFactor.h"
#include "server/session/Sessions.h"
#include "server/session/SlowDown.h"

namespace countersign::server {

/// Name and password, then a code. Until the code is right nothing tells an unknown name from a known one,
/// nor a wrong password from the right one: same answers, same work.
class SignIn
{
public:
    struct Options
    {
        Store* store = nullptr;
        const Clock* clock = nullptr;
        SecondFactor* codes = nullptr;
        Sessions* sessions = nullptr;
        Refusals* refusals = nullptr;
        PendingSignIns* pending = nullptr;
    };
    explicit SignIn(Options options) : m_options(options), m_slow(*options.clock) {}

    /// `POST /v1/session`: 429 with `Retry-After` while name or address are slowed down.
    [[nodiscard]] Result<http::Response> begin(Call& call, const wire::SignIn& body);
    /// `POST /v1/session/totp`
    [[nodiscard]] Result<wire::SessionGrant> finish(Call& call, const wire::SecondFactor& body);

private:
    [[nodiscard]] Result<Pending> judge(Call& call, const PersonId& name, const Secret& password);
    [[nodiscard]] Result<void> recordPassword(Call& call, const std::optional<PersonRow>& known, bool right);
    [[nodiscard]] Result<wire::SessionGrant> enter(Call& call, const PersonId& person, const Secret& code);

    Options m_options;
    SlowDown m_slow;
};

} // namespace countersign::server
