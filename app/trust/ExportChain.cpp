#include "trust/ExportChain.h"

#include "trust/Entry.h"

#include <algorithm>

namespace countersign::trust {

namespace {

// A statement as claimed, at the place where the trust log holds it. Signatures are not yet looked at.
Result<Entered> placed(const TrustState& state, const std::vector<crypto::Jws>& signatures)
{
    auto opened = wire::openStatement(signatures);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto place = placeOf(state, opened->statement, opened->digest);
    if (!place)
        return tl::unexpected(place.error());
    return Entered{std::move(*opened), place->index, place->time};
}

bool earlier(const Entered& a, const Entered& b)
{
    return a.index < b.index;
}

// Everything that can be placed, in the log's order, and what could not.
struct Found
{
    std::optional<Entered> request;
    std::vector<Entered> events;
    std::vector<Digest> digests;
    std::optional<Error> fault; ///< of the first statement that has no place
};

void take(const TrustState& state, const std::vector<crypto::Jws>& signatures, Found& found)
{
    auto entered = placed(state, signatures);
    if (!signatures.empty())
        found.digests.push_back(signatures.front().payloadDigest());
    if (entered)
        found.events.push_back(std::move(*entered));
    else if (!found.fault)
        found.fault = std::move(entered.error());
}

Found find(const TrustState& state, const ClaimedExport& claimed)
{
    Found found;
    take(state, claimed.request, found);
    if (!found.events.empty()) {
        found.request = std::move(found.events.front());
        found.events.clear();
    }
    // A server that keeps silent about a withdrawal or rejection has it in the log all the same; first, so
    // that the log's own, which was checked, stands for any copy with a signature spoilt to make it void.
    if (found.request)
        for (const auto& held : state.endingsOf(found.request->signedStatement.digest))
            found.events.push_back(Entered{held.signedStatement, held.index, held.entered});
    for (const auto& decision : claimed.decisions)
        take(state, decision, found);
    if (!claimed.release.empty())
        take(state, claimed.release, found);
    for (const auto& withdrawal : claimed.withdrawals)
        take(state, withdrawal, found);
    std::stable_sort(found.events.begin(), found.events.end(), earlier);
    const auto samePlace = [](const Entered& a, const Entered& b) { return a.index == b.index; };
    found.events.erase(std::unique(found.events.begin(), found.events.end(), samePlace), found.events.end());
    return found;
}

// The export as its valid statements made it, one after the other; what the others lacked.
struct Judged
{
    ExportCase theCase;
    std::optional<Error> requestFault;
    std::optional<Error> releaseFault;
    std::map<wire::Gate, Error> refusals; ///< the first at each gate
};

void judgeDecision(const TrustState& state, const Entered& decision, Judged& judged)
{
    const auto admitted = admitDecision(state, judged.theCase, decision);
    if (admitted)
        judged.theCase.decisions.push_back(decision);
    else
        judged.refusals.try_emplace(decision.signedStatement.statement.as<wire::DecisionBody>()->gate,
                                    admitted.error());
}

void judgeRelease(const TrustState& state, const Entered& release, Judged& judged)
{
    const auto admitted = admitRelease(state, judged.theCase, release);
    if (admitted)
        judged.theCase.release = release;
    else if (!judged.releaseFault)
        judged.releaseFault = admitted.error();
}

Judged judge(const TrustState& state, const Found& found)
{
    Judged judged;
    judged.theCase.request = *found.request;
    if (auto admitted = admitRequest(state, *found.request); !admitted) {
        judged.requestFault = admitted.error();
        return judged;
    }
    for (const auto& event : found.events) {
        switch (event.signedStatement.statement.type()) {
        case wire::StatementType::Decision:
            judgeDecision(state, event, judged);
            break;
        case wire::StatementType::Release:
            judgeRelease(state, event, judged);
            break;
        case wire::StatementType::Withdrawal:
            if (admitWithdrawal(state, judged.theCase, event))
                judged.theCase.withdrawal = event;
            break;
        default:
            break;
        }
    }
    return judged;
}

std::vector<Digest> decidedAt(const ExportCase& theCase, wire::Gate gate)
{
    std::vector<Digest> digests;
    for (const auto& decision : theCase.decisions)
        if (decision.signedStatement.statement.as<wire::DecisionBody>()->gate == gate)
            digests.push_back(decision.signedStatement.digest);
    return digests;
}

std::optional<Error> gateFault(const TrustState& state, const Judged& judged, wire::Gate gate, Time now)
{
    const auto stands = standing(state, judged.theCase, gate, now);
    if (stands == wire::Standing::Effective)
        return std::nullopt;
    if (stands == wire::Standing::Rejected || stands == wire::Standing::Withdrawn)
        return Error{ErrorCode::NotOpen, std::string(wire::enumText(stands))};
    // The reason why a decision did not count says more than that one is missing.
    if (const auto refused = judged.refusals.find(gate); refused != judged.refusals.end())
        return Error{refused->second.code, "a decision does not count: " + refused->second.detail};
    const auto code = stands == wire::Standing::Lapsed ? ErrorCode::Lapsed : ErrorCode::ApprovalMissing;
    return Error{code, std::to_string(approvalsGiven(judged.theCase, gate)) + " of " +
                           std::to_string(approvalsNeeded(state, judged.theCase))};
}

std::optional<Error> fetcherFault(const TrustState& state, const ExportCase& theCase,
                                  const wire::Fetcher& fetcher, Time now)
{
    const auto& body = *theCase.release->signedStatement.statement.as<wire::ReleaseBody>();
    const auto same = [&](const wire::Fetcher& other) {
        return other.person == fetcher.person && other.key == fetcher.key;
    };
    if (std::none_of(body.fetchers.begin(), body.fetchers.end(), same))
        return Error{ErrorCode::NotRecipient, "the release does not name this person and key"};
    if (now >= body.ends)
        return Error{ErrorCode::Lapsed, "the export has ended"};
    const auto* record = state.encryptionKey(fetcher.key);
    if (!record || record->person != fetcher.person)
        return Error{ErrorCode::KeyNotEndorsed, fetcher.person.text()};
    if (const auto inForce = state.keyAt(record->signing.thumbprint(), state.size()); !inForce)
        return inForce.error();
    if (!state.holds(fetcher.person, wire::Role::ArtifactDownloader, state.size()))
        return Error{ErrorCode::RoleMissing, fetcher.person.text() + " may no longer download"};
    return std::nullopt;
}

std::vector<LinkCheck> checkLinks(const TrustState& state, const Judged& judged,
                                  const std::optional<wire::Fetcher>& fetcher, const Found& found, Time now)
{
    const auto& theCase = judged.theCase;
    const auto release = [&] {
        return theCase.release ? std::vector{theCase.release->signedStatement.digest} : std::vector<Digest>{};
    };
    const Error noRelease{ErrorCode::ApprovalMissing, "there is no release yet"};
    // One fault that everything rests on, told at each link that it breaks.
    const auto orEarlier = [&](std::optional<Error> own) {
        return judged.requestFault ? judged.requestFault : own;
    };
    const auto released = [&](std::optional<Error> own) {
        if (judged.requestFault || theCase.release)
            return orEarlier(std::move(own));
        return std::optional(judged.releaseFault.value_or(noRelease));
    };
    std::vector<LinkCheck> links;
    links.push_back({Link::RequestSigned, judged.requestFault, {theCase.request.signedStatement.digest}});
    links.push_back({Link::RequestApproved, orEarlier(gateFault(state, judged, wire::Gate::Request, now)),
                     decidedAt(theCase, wire::Gate::Request)});
    links.push_back({Link::ReleaseSigned, released(std::nullopt), release()});
    links.push_back({Link::ReleaseApproved, released(gateFault(state, judged, wire::Gate::Release, now)),
                     decidedAt(theCase, wire::Gate::Release)});
    links.push_back({Link::InTheLog, found.fault, found.digests});
    if (fetcher)
        links.push_back(
            {Link::FetcherNamed,
             released(theCase.release ? fetcherFault(state, theCase, *fetcher, now) : std::nullopt),
             release()});
    return links;
}

// Nothing can be said of an export whose request the log doesn't hold.
std::vector<LinkCheck> brokenLinks(const Error& fault, bool withFetcher)
{
    std::vector<LinkCheck> links;
    for (const auto link : {Link::RequestSigned, Link::RequestApproved, Link::ReleaseSigned,
                            Link::ReleaseApproved, Link::InTheLog, Link::FetcherNamed})
        if (withFetcher || link != Link::FetcherNamed)
            links.push_back({link, fault, {}});
    return links;
}

} // namespace

bool ChainReport::holds() const
{
    return !links.empty() && !firstFault();
}

std::optional<Error> ChainReport::firstFault() const
{
    for (const auto& link : links)
        if (link.error)
            return link.error;
    return std::nullopt;
}

Result<ExportCase> placeExport(const TrustState& state, const ClaimedExport& claimed)
{
    auto found = find(state, claimed);
    if (found.fault)
        return tl::unexpected(*found.fault);
    ExportCase theCase;
    theCase.request = std::move(*found.request);
    const auto& request = theCase.request.signedStatement;
    if (!request.statement.as<wire::ExportRequestBody>())
        return fail(ErrorCode::StatementRefused, "not an export request");
    for (auto& event : found.events) {
        const auto& statement = event.signedStatement.statement;
        if (statement.as<wire::DecisionBody>())
            theCase.decisions.push_back(std::move(event));
        else if (statement.as<wire::ReleaseBody>())
            theCase.release = std::move(event);
        else if (const auto* body = statement.as<wire::WithdrawalBody>();
                 body && body->subject == request.digest &&
                 statement.author.person == request.statement.author.person)
            theCase.withdrawal = theCase.withdrawal ? theCase.withdrawal : std::optional(std::move(event));
        else if (!body)
            return fail(ErrorCode::StatementRefused, "no part of an export");
    }
    return theCase;
}

ChainReport checkChain(const TrustState& state, const ClaimedExport& claimed,
                       const std::optional<wire::Fetcher>& fetcher, Time now)
{
    const auto found = find(state, claimed);
    if (!found.request)
        return {
            brokenLinks(found.fault.value_or(Error{ErrorCode::NotInLog, "no request"}), fetcher.has_value())};
    if (!found.request->signedStatement.statement.as<wire::ExportRequestBody>())
        return {
            brokenLinks(Error{ErrorCode::StatementRefused, "not an export request"}, fetcher.has_value())};
    const auto judged = judge(state, found);
    return {checkLinks(state, judged, fetcher, found, now)};
}

} // namespace countersign::trust
