#include "trust/Entry.h"
#include "trust/EvidenceParts.h"

#include <algorithm>

/// The export of a bundle: its statements by the very rules that server and console follow.
namespace countersign::trust::evidence {

namespace {

// What the log proves to be void is no forgery; nor is what lacks something that the bundle leaves out.
FindingState stateOf(const Error& why)
{
    switch (why.code) {
    case ErrorCode::KeyRevoked:
    case ErrorCode::ApprovalMissing:
    case ErrorCode::NotOpen:
        return FindingState::NotProven;
    default:
        return FindingState::Refuted;
    }
}

KeyOrigin originOf(const Replay& log, const KeyRecord& record)
{
    KeyOrigin origin;
    origin.key = record.signing.thumbprint();
    origin.root = record.root;
    for (const auto& person : record.endorsers)
        origin.endorsers.push_back(named(log.state, person));
    if (const auto& first = record.earlier.empty() ? record.valid : std::optional(record.earlier.front());
        first)
        origin.index = first->from;
    if (origin.index < log.times.size())
        origin.time = log.times[origin.index];
    return origin;
}

std::vector<NamedPerson> fetchersOf(const TrustState& state, const std::vector<wire::Fetcher>& fetchers)
{
    std::vector<NamedPerson> people;
    for (const auto& fetcher : fetchers)
        people.push_back(named(state, fetcher.person));
    return people;
}

} // namespace

Finding withFault(FindingId id, FindingState state, const Error& why)
{
    Finding finding;
    finding.id = id;
    finding.state = state;
    finding.code = std::string(codeText(why.code));
    finding.detail = why.detail;
    return finding;
}

NamedPerson named(const TrustState& state, const PersonId& person)
{
    const auto found = state.people().find(person);
    return {person, found == state.people().end() ? std::string() : found->second.name};
}

// What the log holds in full is not repeated: of a copy nothing would be checked.
Result<void> Check::checkForms() const
{
    std::optional<std::uint64_t> last;
    for (const auto& jws : m_evidence.approvals) {
        const auto opened = wire::openStatement({jws});
        if (!opened)
            return tl::unexpected(opened.error());
        const auto* body = opened->statement.as<wire::DecisionBody>();
        if (!body || entersInFull(opened->statement))
            return fail(ErrorCode::StatementRefused, "not an approval of an export");
        const auto place = placeOf(m_replay.state, opened->statement, opened->digest);
        if (!place)
            return tl::unexpected(place.error());
        if (last && place->index <= *last)
            return fail(ErrorCode::StatementRefused, "approvals out of order, or one twice");
        last = place->index;
    }
    if (!m_evidence.release)
        return {};
    const auto release = wire::openStatement({*m_evidence.release});
    if (!release)
        return tl::unexpected(release.error());
    if (!release->statement.as<wire::ReleaseBody>())
        return fail(ErrorCode::StatementRefused, "not a release");
    return {};
}

Check::Step Check::placeStatements()
{
    m_claimed.request = {m_evidence.request};
    for (const auto& approval : m_evidence.approvals)
        m_claimed.decisions.push_back({approval});
    if (m_evidence.release)
        m_claimed.release = {*m_evidence.release};
    const auto forms = checkForms();
    auto placed = forms ? placeExport(m_replay.state, m_claimed) : tl::unexpected(forms.error());
    if (!placed) {
        add(refuted(FindingId::Statement, placed.error()));
        return Step::Ends;
    }
    m_placed = std::move(*placed);
    m_judged = judged(m_replay.state, m_placed);
    m_chain = checkChain(m_replay.state, m_claimed, std::nullopt, m_now);
    return Step::Goes;
}

std::optional<Error> Check::chainFault(Link link) const
{
    for (const auto& check : m_chain.links)
        if (check.link == link)
            return check.error;
    return Error{ErrorCode::Internal, "a link that was not checked"};
}

Finding Check::about(FindingId id, const Entered& entered) const
{
    const auto& statement = entered.signedStatement.statement;
    auto finding = proven(id);
    finding.digest = entered.signedStatement.digest;
    finding.index = entered.index;
    finding.time = entered.time;
    finding.person = named(m_replay.state, statement.author.person);
    if (const auto* record = m_replay.state.key(statement.author.key))
        finding.key = originOf(m_replay, *record);
    return finding;
}

void Check::addRequest()
{
    auto finding = about(FindingId::Request, m_placed.request);
    const auto& body = *m_placed.request.signedStatement.statement.as<wire::ExportRequestBody>();
    const auto fault = m_judged.requestFault ? m_judged.requestFault : chainFault(Link::RequestSigned);
    if (fault) {
        finding.state = stateOf(*fault);
        finding.code = std::string(codeText(fault->code));
        finding.detail = fault->detail;
    } else {
        finding.role = wire::Role::ExportOperator;
    }
    finding.title = body.title;
    finding.recipient = body.recipient;
    finding.ends = body.ends;
    finding.people = fetchersOf(m_replay.state, body.fetchers);
    add(std::move(finding));
}

void Check::addDecision(const Entered& decision)
{
    const auto& statement = decision.signedStatement.statement;
    const auto& body = *statement.as<wire::DecisionBody>();
    auto finding = about(FindingId::Decision, decision);
    finding.gate = body.gate;
    finding.decision = body.decision;
    finding.reason = body.reason;
    if (const auto refused = m_judged.refused.find(decision.index); refused != m_judged.refused.end()) {
        // A rejection that does not count stands in the log for everybody to see: nobody forged the bundle.
        finding.state = entersInFull(statement) ? FindingState::NotProven : stateOf(refused->second);
        finding.code = std::string(codeText(refused->second.code));
        finding.detail = refused->second.detail;
    } else {
        finding.role = wire::Role::SecurityApprover;
    }
    add(std::move(finding));
}

void Check::addGate(FindingId id, wire::Gate gate, Link link)
{
    const auto& state = m_replay.state;
    const auto& theCase = m_judged.counted;
    auto finding = proven(id);
    finding.gate = gate;
    finding.count = static_cast<std::uint64_t>(approvalsGiven(theCase, gate));
    finding.needed = static_cast<std::uint64_t>(approvalsNeeded(state, theCase));
    finding.policy = state.policyAt(theCase.request.index).version;
    finding.standing = standing(state, theCase, gate, m_now);
    if (const auto fault = chainFault(link)) {
        finding.state = FindingState::NotProven;
        finding.code = std::string(codeText(fault->code));
        finding.detail = fault->detail;
    }
    add(std::move(finding));
}

void Check::addDecisions()
{
    for (const auto gate : {wire::Gate::Request, wire::Gate::Release}) {
        for (const auto& decision : m_placed.decisions)
            if (decision.signedStatement.statement.as<wire::DecisionBody>()->gate == gate)
                addDecision(decision);
        if (gate == wire::Gate::Request) {
            addGate(FindingId::RequestGate, gate, Link::RequestApproved);
            addRelease();
        } else {
            addGate(FindingId::ReleaseGate, gate, Link::ReleaseApproved);
        }
    }
}

void Check::addRelease()
{
    if (!m_placed.release) {
        const Error none{ErrorCode::ApprovalMissing,
                         m_replay.release ? "the log holds a release that the bundle leaves out"
                                          : "there is no release yet"};
        auto finding = withFault(FindingId::Release, FindingState::NotProven, none);
        finding.index = m_replay.release;
        add(std::move(finding));
        return;
    }
    auto finding = about(FindingId::Release, *m_placed.release);
    const auto& body = *m_placed.release->signedStatement.statement.as<wire::ReleaseBody>();
    finding.people = fetchersOf(m_replay.state, body.fetchers);
    finding.files = body.files;
    finding.ends = body.ends;
    finding.count = static_cast<std::uint64_t>(body.downloads);
    const auto fault = m_judged.releaseFault ? m_judged.releaseFault : chainFault(Link::ReleaseSigned);
    if (fault) {
        finding.state = stateOf(*fault);
        finding.code = std::string(codeText(fault->code));
        finding.detail = fault->detail;
    }
    add(std::move(finding));
}

void Check::addEnding()
{
    const auto& theCase = m_judged.counted;
    const auto atRequest = standing(m_replay.state, theCase, wire::Gate::Request, m_now);
    const auto atRelease = standing(m_replay.state, theCase, wire::Gate::Release, m_now);
    const bool passed = atRequest == wire::Standing::Effective;
    const auto stands = passed ? atRelease : atRequest;
    auto finding = proven(FindingId::Ending);
    finding.gate = passed ? wire::Gate::Release : wire::Gate::Request;
    finding.standing = stands;
    finding.time = m_now;
    if (theCase.withdrawal) {
        const auto& body = *theCase.withdrawal->signedStatement.statement.as<wire::WithdrawalBody>();
        finding = about(FindingId::Ending, *theCase.withdrawal);
        finding.standing = wire::Standing::Withdrawn;
        finding.reason = body.reason;
    }
    // Approvals stand in the log by digest alone: that there were none can't be seen.
    if (stands == wire::Standing::Open || stands == wire::Standing::Lapsed)
        finding.state = FindingState::NotProven;
    add(std::move(finding));
}

} // namespace countersign::trust::evidence
