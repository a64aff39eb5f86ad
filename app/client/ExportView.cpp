#include "client/ExportView.h"

#include "client/PersonNames.h"
#include "client/Strings.h"
#include "trust/JudgedExport.h"

#include <algorithm>

namespace countersign::client {

namespace {

QByteArray payloadOf(const std::vector<crypto::Jws>& signatures)
{
    const auto text = textOf(signatures.front().payload);
    return {text.data(), static_cast<qsizetype>(text.size())};
}

SignatureView signatureOf(const trust::TrustState& state, const trust::Entered& entered)
{
    const auto& author = entered.signedStatement.statement.author;
    SignatureView view;
    view.person = author.person;
    view.personName = nameOf(state, author.person);
    view.key = author.key;
    view.trustIndex = entered.index;
    view.entered = entered.time;
    // By the registration of the very key, where the log knows it.
    if (const auto* record = state.key(author.key)) {
        view.rootKey = record->root;
        for (const auto& endorser : record->endorsers)
            view.endorsers << nameOf(state, endorser);
    }
    const auto held = trust::checkAuthor(state, entered.signedStatement, entered.index, entered.time);
    if (!held)
        view.fault = held.error();
    return view;
}

// Its key is the root's own; whether the release holds was judged as a whole.
SignatureView releaseSignatureOf(const trust::TrustState& state, const trust::Entered& entered,
                                 std::optional<Error> fault)
{
    const auto& author = entered.signedStatement.statement.author;
    SignatureView view;
    view.person = author.person;
    view.personName = qt(state.root().serverName);
    view.key = author.key;
    view.rootKey = author.key == state.rootAt(entered.index).serverKey.thumbprint();
    view.trustIndex = entered.index;
    view.entered = entered.time;
    view.fault = std::move(fault);
    return view;
}

std::vector<DecisionView> decisionsOf(const trust::TrustState& state, const trust::ExportCase& placed,
                                      const trust::JudgedExport& judgement)
{
    std::vector<DecisionView> views;
    for (const auto& entered : placed.decisions) {
        const auto& body = *entered.signedStatement.statement.as<wire::DecisionBody>();
        const auto refused = judgement.refused.find(entered.index);
        DecisionView view;
        view.digest = entered.signedStatement.digest;
        view.payload = payloadOf(entered.signedStatement.signatures);
        view.signature = signatureOf(state, entered);
        view.gate = body.gate;
        view.verdict = body.decision;
        view.reason = qt(body.reason);
        view.seen = entered.signedStatement.statement.seen;
        view.counts = refused == judgement.refused.end();
        if (!view.counts && !view.signature.fault)
            view.signature.fault = refused->second;
        if (view.signature.fault)
            view.signature.lack = lackOf(
                state, entered.signedStatement.statement.author, entered.index, wire::Role::SecurityApprover,
                placed.request.signedStatement.statement.author.person, view.signature.fault->code);
        views.push_back(std::move(view));
    }
    return views;
}

std::optional<Time> lapseOf(const trust::TrustState& state, const trust::ExportCase& theCase,
                            const trust::Entered& subject, const wire::ExportRequestBody& request)
{
    const auto hours = std::chrono::hours(state.policyAt(theCase.request.index).lapseHours);
    return std::min<Time>(subject.time + hours, request.ends);
}

GateView gateOf(const trust::TrustState& state, const trust::JudgedExport& judgement, wire::Gate gate,
                const wire::ExportRequestBody& request, const PersonId& me, Time now)
{
    const auto& theCase = judgement.counted;
    GateView view;
    view.needed = trust::approvalsNeeded(state, theCase);
    view.given = trust::approvalsGiven(theCase, gate);
    view.standing = trust::standing(state, theCase, gate, now);
    const auto* subject = gate == wire::Gate::Request ? &theCase.request
                          : theCase.release           ? &*theCase.release
                                                      : nullptr;
    if (subject && view.standing == wire::Standing::Open)
        view.lapses = lapseOf(state, theCase, *subject, request);
    if (judgement.requestFault) {
        view.whyNotMe = judgement.requestFault;
        return view;
    }
    if (gate == wire::Gate::Release && judgement.releaseFault) {
        view.whyNotMe = judgement.releaseFault;
        return view;
    }
    view.whyNotMe = trust::whyNotDecide(state, theCase, gate, me, now);
    for (const auto& [person, record] : state.people())
        if (!trust::whyNotDecide(state, theCase, gate, person, now))
            view.whoCan << nameOf(state, person);
    return view;
}

trust::ClaimedExport claimedBy(const wire::Job& job)
{
    trust::ClaimedExport claimed;
    claimed.request = job.request.signatures;
    for (const auto& decision : job.decisions)
        claimed.decisions.push_back(decision.signatures);
    if (job.release)
        claimed.release = job.release->signatures;
    return claimed;
}

// A person who may fetch but holds no key here is named with none, which the last link refuses.
std::optional<wire::Fetcher> fetcherOf(const wire::ExportRequestBody& request, const PersonId& me,
                                       const std::optional<KeyThumbprint>& key)
{
    const bool named = std::any_of(request.fetchers.begin(), request.fetchers.end(),
                                   [&](const wire::Fetcher& fetcher) { return fetcher.person == me; });
    if (!named)
        return std::nullopt;
    return wire::Fetcher{me, key.value_or(KeyThumbprint())};
}

void refuse(ExportView& view, Error fault)
{
    view.requestGate.whyNotMe = fault;
    view.releaseGate.whyNotMe = fault;
    view.fault = std::move(fault);
}

Result<void> readRequest(const wire::Job& job, const trust::TrustState& state, ExportView& view)
{
    auto opened = wire::openStatement(job.request.signatures);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto* body = opened->statement.as<wire::ExportRequestBody>();
    if (!body)
        return fail(ErrorCode::StatementRefused, "not an export request");
    view.request = *body;
    view.requestDigest = opened->digest;
    view.requestPayload = payloadOf(opened->signatures);
    view.requestStatement = std::move(opened->statement);
    view.requestSignature.person = view.requestStatement.author.person;
    view.requestSignature.personName = nameOf(state, view.requestSignature.person);
    view.requestSignature.key = view.requestStatement.author.key;
    for (const auto& fetcher : view.request.fetchers)
        view.fetcherNames << nameOf(state, fetcher.person);
    return {};
}

void readRelease(const trust::TrustState& state, const trust::ExportCase& placed,
                 const trust::JudgedExport& judgement, ExportView& view)
{
    const auto& entered = *placed.release;
    view.releaseDigest = entered.signedStatement.digest;
    view.releasePayload = payloadOf(entered.signedStatement.signatures);
    view.release = *entered.signedStatement.statement.as<wire::ReleaseBody>();
    view.releaseSignature = releaseSignatureOf(state, entered, judgement.releaseFault);
    view.releaseWider = trust::widerThan(view.request, *view.release);
}

} // namespace

QString nameOf(const trust::TrustState& state, const PersonId& person)
{
    const auto found = state.people().find(person);
    if (found == state.people().end() || found->second.name.empty())
        return qt(person.text());
    return toldApart(state, person, qt(found->second.name));
}

std::optional<wire::Gate> ExportView::openGate() const
{
    if (state == wire::JobState::AwaitingApproval && requestGate.standing == wire::Standing::Open)
        return wire::Gate::Request;
    if (state == wire::JobState::AwaitingRelease && release && releaseGate.standing == wire::Standing::Open)
        return wire::Gate::Release;
    return std::nullopt;
}

bool ExportView::waitsForMe() const
{
    const auto gate = openGate();
    return gate && !fault && !(*gate == wire::Gate::Request ? requestGate : releaseGate).whyNotMe;
}

ExportView viewOf(const wire::Job& job, const trust::TrustState& state, const PersonId& me,
                  const std::optional<KeyThumbprint>& myEncryptionKey, Time now)
{
    ExportView view;
    view.job = job.id;
    view.state = job.state;
    view.since = job.since;
    view.revision = job.revision;
    view.intake = job.intake;
    view.receipts = job.receipts;
    view.claimed = claimedBy(job);
    if (job.failure)
        view.failure = Error{codeFromText(*job.failure), job.failureDetail.value_or("")};
    if (const auto read = readRequest(job, state, view); !read) {
        refuse(view, read.error());
        return view;
    }
    if (!state.founded()) {
        refuse(view, {ErrorCode::RootMissing, {}});
        return view;
    }
    view.chain = trust::checkChain(state, view.claimed, fetcherOf(view.request, me, myEncryptionKey), now);
    const auto placed = trust::placeExport(state, view.claimed);
    if (!placed) {
        refuse(view, placed.error());
        return view;
    }
    const auto judgement = trust::judged(state, *placed);
    view.requestSignature = signatureOf(state, placed->request);
    if (judgement.requestFault)
        view.requestSignature.lack =
            lackOf(state, view.requestStatement.author, placed->request.index, wire::Role::ExportOperator,
                   view.requestStatement.author.person, judgement.requestFault->code);
    view.decisions = decisionsOf(state, *placed, judgement);
    if (placed->release)
        readRelease(state, *placed, judgement, view);
    view.requestGate = gateOf(state, judgement, wire::Gate::Request, view.request, me, now);
    view.releaseGate = gateOf(state, judgement, wire::Gate::Release, view.request, me, now);
    return view;
}

} // namespace countersign::client
