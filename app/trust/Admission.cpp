#include "trust/Admission.h"

#include "trust/Checks.h"

#include <algorithm>

namespace countersign::trust {

namespace {

// What a decision at the gate must name; nothing where there is none yet.
const Entered* subjectAt(const ExportCase& theCase, wire::Gate gate)
{
    if (gate == wire::Gate::Request)
        return &theCase.request;
    return gate == wire::Gate::Release && theCase.release ? &*theCase.release : nullptr;
}

const wire::ExportRequestBody& requestOf(const ExportCase& theCase)
{
    return std::get<wire::ExportRequestBody>(theCase.request.signedStatement.statement.body);
}

// The decision's body when it is one about this gate's subject. A list may name other exports besides.
const wire::DecisionBody* aboutGate(const ExportCase& theCase, wire::Gate gate, const Entered& decision)
{
    const auto* subject = subjectAt(theCase, gate);
    const auto* body = decision.signedStatement.statement.as<wire::DecisionBody>();
    if (!subject || !body || body->gate != gate)
        return nullptr;
    const auto& subjects = body->subjects;
    const bool named =
        std::find(subjects.begin(), subjects.end(), subject->signedStatement.digest) != subjects.end();
    return named ? body : nullptr;
}

std::set<PersonId> approvers(const ExportCase& theCase, wire::Gate gate)
{
    std::set<PersonId> people;
    for (const auto& decision : theCase.decisions)
        if (const auto* body = aboutGate(theCase, gate, decision);
            body && body->decision == wire::Verdict::Approve)
            people.insert(decision.signedStatement.statement.author.person);
    return people;
}

bool rejected(const ExportCase& theCase, wire::Gate gate)
{
    return std::any_of(theCase.decisions.begin(), theCase.decisions.end(), [&](const Entered& decision) {
        const auto* body = aboutGate(theCase, gate, decision);
        return body && body->decision == wire::Verdict::Reject;
    });
}

Result<void> checkOpen(const TrustState& state, const ExportCase& theCase, wire::Gate gate, Time now)
{
    const auto* subject = subjectAt(theCase, gate);
    if (!subject)
        return fail(ErrorCode::NotOpen, "there is no release yet");
    if (gate == wire::Gate::Release &&
        standing(state, theCase, wire::Gate::Request, now) != wire::Standing::Effective)
        return fail(ErrorCode::NotOpen, "the request does not stand");
    const auto stands = standing(state, theCase, gate, now);
    if (stands == wire::Standing::Lapsed)
        return fail(ErrorCode::Lapsed, "was not decided in time");
    if (stands != wire::Standing::Open)
        return fail(ErrorCode::NotOpen, std::string(wire::enumText(stands)));
    return {};
}

// Told before a missing role: it is the reason that no role would mend.
Result<void> checkNotOwn(const ExportCase& theCase, const PersonId& person)
{
    const auto& fetchers = requestOf(theCase).fetchers;
    if (person == theCase.request.signedStatement.statement.author.person)
        return fail(ErrorCode::OwnStatement, "nobody decides on what they asked for");
    if (std::any_of(fetchers.begin(), fetchers.end(),
                    [&](const auto& fetcher) { return fetcher.person == person; }))
        return fail(ErrorCode::OwnStatement, "nobody decides on what they receive");
    return {};
}

// All but authorship, role, key and signature.
Result<void> checkDecider(const TrustState& state, const ExportCase& theCase, wire::Gate gate,
                          const PersonId& person, Time now)
{
    for (const auto& decision : theCase.decisions)
        if (aboutGate(theCase, gate, decision) && decision.signedStatement.statement.author.person == person)
            return fail(ErrorCode::AlreadyDecided, person.text() + " decided before, and counts once");
    return checkOpen(state, theCase, gate, now);
}

// Whether the person has a key that may sign at the log's end; otherwise why not.
Result<void> checkAnyKey(const TrustState& state, const PersonId& person)
{
    Error why{ErrorCode::KeyNotEndorsed, person.text()};
    if (const auto found = state.people().find(person); found != state.people().end())
        for (const auto& signing : found->second.keys) {
            const auto inForce = state.keyAt(signing, state.size());
            if (inForce)
                return {};
            why = inForce.error();
        }
    return tl::unexpected(why);
}

} // namespace

Result<void> admitDecision(const TrustState& state, const ExportCase& theCase, const Entered& decision)
{
    const auto& statement = decision.signedStatement.statement;
    const auto* body = statement.as<wire::DecisionBody>();
    if (!body || body->gate == wire::Gate::Admin)
        return fail(ErrorCode::StatementRefused, "not a decision on an export");
    const auto later = body->decision == wire::Verdict::Reject ? Later::ChangesNothing : Later::MayVoid;
    if (auto author = checkAuthor(state, decision.signedStatement, decision.index, decision.time, later);
        !author)
        return tl::unexpected(author.error());
    if (auto done = checkNotOwn(theCase, statement.author.person); !done)
        return done;
    if (!state.holds(statement.author.person, wire::Role::SecurityApprover, decision.index))
        return fail(ErrorCode::RoleMissing, "only a security approver decides on this");
    if (auto done = checkDecisionBody(*body); !done)
        return done;
    const auto* subject = subjectAt(theCase, body->gate);
    if (!subject)
        return fail(ErrorCode::NotOpen, "there is no release yet");
    if (!aboutGate(theCase, body->gate, decision) || decision.index <= subject->index)
        return fail(ErrorCode::OtherSubject, "decides on something else");
    // The approver's console had verified a log that holds the release: one shown to them alone can't be
    // released.
    if (body->gate == wire::Gate::Release && statement.seen->trust.size <= subject->index)
        return fail(ErrorCode::ReleaseUnseen, "the approver had not seen the release in the log");
    return checkDecider(state, theCase, body->gate, statement.author.person, decision.time);
}

Result<void> admitWithdrawal(const TrustState& state, const ExportCase& theCase, const Entered& withdrawal)
{
    const auto& statement = withdrawal.signedStatement.statement;
    const auto* body = statement.as<wire::WithdrawalBody>();
    if (!body || body->subject != theCase.request.signedStatement.digest ||
        withdrawal.index <= theCase.request.index)
        return fail(ErrorCode::StatementRefused, "not a withdrawal of this request");
    if (auto author = checkAuthor(state, withdrawal.signedStatement, withdrawal.index, withdrawal.time,
                                  Later::ChangesNothing);
        !author)
        return tl::unexpected(author.error());
    if (statement.author.person != theCase.request.signedStatement.statement.author.person)
        return fail(ErrorCode::StatementRefused, "only its author withdraws a request");
    if (body->reason.size() > reasonLimit)
        return fail(ErrorCode::StatementRefused, "the reason is too long");
    if (withdrawal.time >= requestOf(theCase).ends)
        return fail(ErrorCode::NotOpen, "the export has ended");
    for (const auto gate : {wire::Gate::Request, wire::Gate::Release}) {
        const auto stands = standing(state, theCase, gate, withdrawal.time);
        if (stands != wire::Standing::Open && stands != wire::Standing::Effective)
            return fail(ErrorCode::NotOpen, std::string(wire::enumText(stands)));
    }
    return {};
}

ExportCase withoutVoid(const TrustState& state, ExportCase theCase)
{
    std::erase_if(theCase.decisions, [&](const Entered& decision) {
        const auto* body = decision.signedStatement.statement.as<wire::DecisionBody>();
        const auto* key = state.key(decision.signedStatement.statement.author.key);
        return body && body->decision == wire::Verdict::Approve && key && !key->validAt(decision.index);
    });
    return theCase;
}

Result<void> checkNotVoid(const TrustState& state, const ExportCase& theCase, Time now)
{
    if (auto asked = state.keyAt(theCase.request.signedStatement.statement.author.key, theCase.request.index);
        !asked)
        return tl::unexpected(asked.error());
    const auto counted = withoutVoid(state, theCase);
    for (const auto gate : {wire::Gate::Request, wire::Gate::Release})
        if (standing(state, theCase, gate, now) == wire::Standing::Effective &&
            standing(state, counted, gate, now) != wire::Standing::Effective)
            return fail(ErrorCode::KeyRevoked, "an approval that it rests on is void");
    return {};
}

int approvalsNeeded(const TrustState& state, const ExportCase& theCase)
{
    const auto& policy = state.policyAt(theCase.request.index);
    const bool high = requestOf(theCase).sensitivity == wire::Sensitivity::High;
    return high ? policy.approvalsHigh : policy.approvalsStandard;
}

int approvalsGiven(const ExportCase& theCase, wire::Gate gate)
{
    return static_cast<int>(approvers(theCase, gate).size());
}

wire::Standing standing(const TrustState& state, const ExportCase& theCase, wire::Gate gate, Time now)
{
    if (theCase.withdrawal)
        return wire::Standing::Withdrawn;
    const auto* subject = subjectAt(theCase, gate);
    if (!subject)
        return wire::Standing::Open;
    if (rejected(theCase, gate))
        return wire::Standing::Rejected;
    if (approvalsGiven(theCase, gate) >= approvalsNeeded(state, theCase))
        return wire::Standing::Effective;
    const auto lapse = std::chrono::hours(state.policyAt(theCase.request.index).lapseHours);
    if (now >= subject->time + lapse || now >= requestOf(theCase).ends)
        return wire::Standing::Lapsed;
    return wire::Standing::Open;
}

std::optional<Error> whyNotDecide(const TrustState& state, const ExportCase& theCase, wire::Gate gate,
                                  const PersonId& person, Time now)
{
    if (gate == wire::Gate::Admin)
        return Error{ErrorCode::StatementRefused, "not a gate of an export"};
    if (auto done = checkNotOwn(theCase, person); !done)
        return done.error();
    if (!state.holds(person, wire::Role::SecurityApprover, state.size()))
        return Error{ErrorCode::RoleMissing, "only a security approver decides on this"};
    if (auto done = checkDecider(state, theCase, gate, person, now); !done)
        return done.error();
    if (auto done = checkAnyKey(state, person); !done)
        return done.error();
    return std::nullopt;
}

} // namespace countersign::trust
