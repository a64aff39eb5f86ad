#pragma once

#include "server/session/Pending.h"
#include "server/session/SecondFactor.h"
#include "server/session/Sessions.h"

namespace countersign::server {

/// First sign-in, and the one after a reset: password, second factor and signing key, all or nothing.
class Enrolment
{
public:
    struct Options
    {
        Store* store = nullptr;
        const Clock* clock = nullptr;
        SecondFactor* codes = nullptr;
        Sessions* sessions = nullptr;
        PendingSignIns* pending = nullptr;
        ServerFacts facts;
        std::function<void()> changed; ///< pushed to consoles: people changed
    };
    explicit Enrolment(Options options) : m_options(std::move(options)) {}

    /// `POST /v1/session/enrol/begin`; asked twice, it offers the same secret.
    [[nodiscard]] Result<wire::EnrolOffer> begin(Call& call, const wire::EnrolBegin& body);
    /// `POST /v1/session/enrol/finish`
    [[nodiscard]] Result<wire::SessionGrant> finish(Call& call, const wire::EnrolFinish& body);

private:
    struct Prepared;
    struct Enrolled;

    [[nodiscard]] Result<Prepared> prepare(const Pending& pending, const wire::EnrolFinish& body,
                                           const PersonRow& row);
    [[nodiscard]] Result<void> checkRegistration(const wire::SignedStatement& registration,
                                                 const PersonRow& row) const;
    [[nodiscard]] Result<Enrolled> enrol(Transaction& transaction, const Call& call, PersonRow row,
                                         const Prepared& prepared);
    [[nodiscard]] Result<void> enterRegistration(Transaction& transaction, const Prepared& prepared,
                                                 const PersonId& person, std::uint64_t entry);
    [[nodiscard]] Result<PersonRow> rowOf(const Pending& pending) const;

    Options m_options;
};

} // namespace countersign::server
