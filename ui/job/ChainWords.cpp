#include "ui/job/ChainWords.h"

#include "client/Strings.h"
#include "ui/shell/RuleWords.h"
#include "ui/shell/Sentences.h"

#include <algorithm>

#include <QCoreApplication>

namespace countersign::ui {

namespace {

using client::ExportView;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ChainWords)

public:
    static QString ofRequest(const ExportView& view, const Error& error);
    static QString ofGate(const ExportView& view, wire::Gate gate, const Error& error);
    static QString ofDecision(const client::DecisionView& decision);
    static QString ofEnding(const ExportView& view, wire::Gate gate, wire::Standing standing);
    static QString ofMissing(const ExportView& view, wire::Gate gate, const Error& error);
    static QString ofRelease(const ExportView& view, const Error& error);
    static QString ofLink(const ExportView& view, const trust::LinkCheck& link);
    static QString ofPlace(const Error& error);
    static QString ofSignature(const client::SignatureView& signature);
    static QString warned(const QString& text);
    static QString withheld(const QString& text);
};

// By the server's word.
bool isShownToGoOn(wire::JobState state)
{
    using enum wire::JobState;
    return state != Rejected && state != Withdrawn && state != Lapsed && state != Failed &&
           state != Destroyed;
}

// By the server's word, past what people decide at the gate.
bool isShownBehind(wire::Gate gate, wire::JobState state)
{
    using enum wire::JobState;
    const bool released = state == Released || state == Retrieved;
    return released ||
           (gate == wire::Gate::Request && (state == Approved || state == KickingOff || state == Preparing ||
                                            state == TakingIn || state == AwaitingRelease));
}

QString Words::warned(const QString& text)
{
    return tr("%1 Do not act on it; tell your compliance officer in person.").arg(text);
}

QString Words::withheld(const QString& text)
{
    return tr("%1 The server shows it as if nobody had; tell your compliance officer in person.").arg(text);
}

QString Words::ofRequest(const ExportView& view, const Error& error)
{
    return warned(
        tr("The request of %1 does not count: %2.")
            .arg(view.requestSignature.personName, ruleWords(error.code, view.requestSignature.lack)));
}

QString Words::ofDecision(const client::DecisionView& decision)
{
    const auto& signature = decision.signature;
    const auto why = ruleWords(signature.fault->code, signature.lack);
    return warned((decision.gate == wire::Gate::Release
                       ? tr("The approval of the release by %1 does not count: %2.")
                       : tr("The approval of the request by %1 does not count: %2."))
                      .arg(signature.personName, why));
}

// The log tells of it, whatever the server shows.
QString Words::ofEnding(const ExportView& view, wire::Gate gate, wire::Standing standing)
{
    const auto told = [&](const QString& text) { return isShownToGoOn(view.state) ? withheld(text) : text; };
    if (standing == wire::Standing::Withdrawn)
        return told(
            tr("%1 withdrew the request; nothing more comes of it.").arg(view.requestSignature.personName));
    const auto found = std::find_if(view.decisions.begin(), view.decisions.end(), [&](const auto& decision) {
        return decision.counts && decision.gate == gate && decision.verdict == wire::Verdict::Reject;
    });
    const auto name = found == view.decisions.end() ? tr("An approver") : found->signature.personName;
    return told((gate == wire::Gate::Release ? tr("%1 rejected the release; nothing more comes of it.")
                                             : tr("%1 rejected the request; nothing more comes of it."))
                    .arg(name));
}

QString Words::ofMissing(const ExportView& view, wire::Gate gate, const Error& error)
{
    const bool atRelease = gate == wire::Gate::Release;
    if (error.code == ErrorCode::Lapsed)
        return atRelease
                   ? tr("The release was not approved in time. Make a new request if it is still needed.")
                   : tr("The request was not approved in time. Make a new request if it is still needed.");
    const auto& facts = atRelease ? view.releaseGate : view.requestGate;
    const auto counted = [&](const QString& text) { return text.arg(facts.given).arg(facts.needed); };
    if (isShownBehind(gate, view.state))
        return warned(counted(
            atRelease ? tr("The release has %1 of %2 approvals, and the server shows it as approved.")
                      : tr("The request has %1 of %2 approvals, and the server shows it as approved.")));
    return counted(atRelease ? tr("The release has %1 of %2 approvals. Wait for the approvers.")
                             : tr("The request has %1 of %2 approvals. Wait for the approvers."));
}

QString Words::ofGate(const ExportView& view, wire::Gate gate, const Error& error)
{
    const bool atRelease = gate == wire::Gate::Release;
    const auto& facts = atRelease ? view.releaseGate : view.requestGate;
    if (facts.standing == wire::Standing::Rejected || facts.standing == wire::Standing::Withdrawn)
        return ofEnding(view, gate, facts.standing);
    const auto refused =
        std::find_if(view.decisions.begin(), view.decisions.end(), [&](const auto& decision) {
            return decision.gate == gate && !decision.counts && decision.signature.fault;
        });
    return refused == view.decisions.end() ? ofMissing(view, gate, error) : ofDecision(*refused);
}

QString Words::ofRelease(const ExportView& view, const Error& error)
{
    if (!view.release)
        return tr("The export is not released yet. Wait for the server to have the files.");
    const bool wider = error.code == ErrorCode::ReleaseWider && view.releaseWider;
    return warned(tr("The release does not count: %1.")
                      .arg(wider ? widerWords(*view.releaseWider) : ruleWords(error.code)));
}

QString Words::ofLink(const ExportView& view, const trust::LinkCheck& link)
{
    switch (link.link) {
    case trust::Link::RequestSigned:
        return ofRequest(view, *link.error);
    case trust::Link::RequestApproved:
        return ofGate(view, wire::Gate::Request, *link.error);
    case trust::Link::ReleaseSigned:
        return ofRelease(view, *link.error);
    case trust::Link::ReleaseApproved:
        return ofGate(view, wire::Gate::Release, *link.error);
    case trust::Link::FetcherNamed:
        if (link.error->code == ErrorCode::Lapsed)
            return tr("The export has ended. Ask for a new one if it is still needed.");
        break;
    case trust::Link::InTheLog:
        break;
    }
    return sentence(*link.error);
}

// Of a statement that the server shows and the log does not hold so.
QString Words::ofPlace(const Error& error)
{
    const auto type = wire::enumFromText<wire::StatementType>(error.about);
    const bool held = error.code == ErrorCode::LoggedOtherwise;
    if (!type || (!held && error.code != ErrorCode::NotInLog))
        return sentence(error);
    switch (*type) {
    case wire::StatementType::ExportRequest:
        return warned(held
                          ? tr("The log holds the request that the server shows as something else.")
                          : tr("The log does not hold the request as the server shows it: it was altered, or "
                               "never entered."));
    case wire::StatementType::Release:
        return warned(held ? tr("The log holds the release that the server shows as that of another request.")
                           : tr("The log does not hold the release as the server shows it: its list of files "
                                "was altered, or it never entered."));
    case wire::StatementType::Decision:
        return warned(
            held ? tr("The log holds a decision that the server shows as something else.")
                 : tr("The log does not hold a decision that the server shows: it was altered, or never "
                      "entered."));
    default:
        return sentence(error);
    }
}

QString Words::ofSignature(const client::SignatureView& signature)
{
    return tr("This does not count: %1.").arg(ruleWords(signature.fault->code, signature.lack));
}

} // namespace

QString chainSentence(const ExportView& view)
{
    if (view.fault)
        return Words::ofPlace(*view.fault);
    const auto& links = view.chain.links;
    const auto broken =
        std::find_if(links.begin(), links.end(), [](const auto& link) { return link.error.has_value(); });
    return broken == links.end() ? QString() : Words::ofLink(view, *broken);
}

QString linkSentence(const ExportView& view, const trust::LinkCheck& link)
{
    return view.fault ? Words::ofPlace(*view.fault) : Words::ofLink(view, link);
}

QString refusalSentence(const ExportView* view, const Error& error)
{
    if (!view)
        return sentence(error);
    if (view->fault)
        return view->fault->code == error.code ? chainSentence(*view) : sentence(error);
    const auto first = view->chain.firstFault();
    return first && first->code == error.code ? chainSentence(*view) : sentence(error);
}

QString undecidedSentence(const ExportView* view, const Error& error)
{
    if (!view || view->fault)
        return refusalSentence(view, error);
    for (const auto& link : view->chain.links) {
        const bool ofSubject =
            link.link == trust::Link::RequestSigned || link.link == trust::Link::ReleaseSigned;
        if (ofSubject && link.error && link.error->code == error.code)
            return Words::ofLink(*view, link);
    }
    return sentence(error);
}

QString signatureSentence(const client::SignatureView& signature)
{
    return signature.fault ? Words::ofSignature(signature) : QString();
}

} // namespace countersign::ui
