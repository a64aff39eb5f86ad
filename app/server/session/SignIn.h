#pragma once

#include "server/api/Refusals.h"
#include "server/session/Pending.h"
#include "server/session/SecondFactor.h"
#include "server/session/Sessions.h"
#include "server/session/SignInLimit.h"
#include "server/session/SlowDown.h"

namespace countersign::server {

/// Name and password, then a code. Until the code is right nothing tells an unknown name from a known one,
/// nor a wrong password from the right one: same answers, same work. What strangers repeat is counted in the
/// log, by typed name and address; a success writes the count.
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
        int strangersPerMinute = SignInLimit::strangersPerMinute;
    };
    explicit SignIn(Options options)
        : m_options(options), m_slow(*options.clock), m_limit(*options.clock, options.strangersPerMinute)
    {
    }

    /// `POST /v1/session`: 429 with `Retry-After` while the name is slowed down at this address, the address
    /// is, or too many sign-ins are begun.
    [[nodiscard]] Result<http::Response> begin(Call& call, const wire::SignIn& body);
    /// `POST /v1/session/totp`
    [[nodiscard]] Result<wire::SessionGrant> finish(Call& call, const wire::SecondFactor& body);

private:
    [[nodiscard]] Result<Pending> judge(Call& call, const PersonId& name, const Secret& password);
    [[nodiscard]] Result<void> recordPassword(Call& call, const PersonId& typed,
                                              const std::optional<PersonRow>& known, bool right);
    [[nodiscard]] Error refuseCode(Call& call, const Pending& pending, const Secret& code, Error why);
    [[nodiscard]] Result<Refusals::Noted> note(const char* step, const PersonId& typed,
                                               wire::AuditEntry attempt);
    [[nodiscard]] Result<void> countCode(const PersonId& typed, wire::AuditEntry attempt, const Secret& code);
    [[nodiscard]] Result<wire::SessionGrant> rehearse(wire::AuditEntry entry, const PersonId& typed,
                                                      const Secret& code);
    [[nodiscard]] Result<wire::SessionGrant> enter(Call& call, const PersonId& person, const Secret& code);

    Options m_options;
    SlowDown m_slow;
    SignInLimit m_limit;
};

} // namespace countersign::server
