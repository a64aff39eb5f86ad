#include "verify/Sentences.h"

#include "base/Text.h"
#include "verify/Words.h"

namespace countersign::verify {

using trust::Finding;
using trust::FindingId;
using trust::FindingState;

namespace {

bool holds(const Finding& f)
{
    return f.state == FindingState::Proven;
}

std::string ofRoot(const Finding& f)
{
    return holds(f)
               ? "The root is the one that you pinned, signed by all its admins: " + namesOf(f.people) + '.'
               : "It does not begin with the root that you pinned, signed by all its admins" + why(f);
}

std::string ofTrustLog(const Finding& f)
{
    if (!holds(f))
        return "The trust log does not hold" + why(f);
    return "The trust log is whole: " + counted(f.count, "entry", "entries") + " up to " + at(f.time) +
           " give the signed root, and every statement in it obeys the rules.";
}

std::string ofCheckpoint(const Finding& f)
{
    const std::string log = f.id == FindingId::TrustCheckpoint ? "trust" : "audit";
    return holds(f) ? "The " + log + " log's checkpoint, of " + counted(f.size, "entry", "entries") +
                          ", is signed by that log's key."
                    : "The " + log + " log's checkpoint does not hold" + why(f);
}

std::string ofWitnesses(const Finding& f)
{
    if (f.state == FindingState::Refuted)
        return "A witness's cosignature does not hold" + why(f);
    const auto log = "the " + f.log.value_or("") + " log's checkpoint";
    if (f.needed.value_or(0) == 0)
        return "You pinned no witness, so none vouches for " + log + '.';
    const auto who = f.names && !f.names->empty() ? ": " + joined(*f.names) : std::string();
    return std::to_string(f.count.value_or(0)) + " of the " + std::to_string(*f.needed) +
           " witnesses that you ask for cosigned " + log + who +
           (f.time ? " (last at " + at(f.time) + ")." : ".");
}

std::string ofRequest(const Finding& f)
{
    return nameOf(f.person) + " asked for " + quoted(f.title) + entry(f) + ", for " + quoted(f.recipient) +
           ", to be fetched by " + namesOf(f.people) + " until " + at(f.ends) + '.' + role(f) + key(f) +
           unless(f, " The request does not count");
}

std::string ofDecision(const Finding& f)
{
    const bool approved = f.decision == wire::Verdict::Approve;
    return nameOf(f.person) + (approved ? " approved the " : " rejected the ") +
           std::string(wire::enumText(f.gate.value_or(wire::Gate::Request))) + entry(f) + ": " +
           quoted(f.reason) + '.' + role(f) + key(f) + unless(f, " This decision does not count");
}

std::string ofGate(const Finding& f)
{
    const std::string what = f.id == FindingId::RequestGate ? "request" : "release";
    const auto ofThem = std::to_string(f.count.value_or(0)) + " of " + std::to_string(f.needed.value_or(0)) +
                        " approvals that policy " + std::to_string(f.policy.value_or(0)) + " asks for";
    return holds(f) ? "The " + what + " is approved: " + ofThem + '.'
                    : "The " + what + " is not shown to be approved: " + ofThem + why(f);
}

std::string ofRelease(const Finding& f)
{
    if (!f.files)
        return "No release" + why(f);
    auto text = "The server released " + counted(f.files->size(), "file", "files") + entry(f) + " to " +
                namesOf(f.people) + ", each for " + counted(f.count, "download", "downloads") +
                " at most, until " + at(f.ends) + '.';
    if (holds(f))
        text += " It is signed by the server key of the root and no wider than the request.";
    text += unless(f, " The release does not count");
    for (const auto& file : *f.files)
        text += "\n" + fileLine(file);
    return text;
}

std::string ofSeen(const Finding& f)
{
    return holds(f) ? "What the signers of " + counted(f.count, "statement", "statements") +
                          " had seen of both logs is the beginning of these logs."
                    : "A signer had seen something else than these logs" + why(f);
}

std::string ofEntries(const Finding& f)
{
    if (f.state == FindingState::Refuted)
        return "An entry of the audit log does not hold" + why(f);
    if (!holds(f))
        return "There is no entry of the audit log in the bundle.";
    return counted(f.count, "entry", "entries") + " of this export stand in the audit log, the last of " +
           at(f.time) + "; by " + namesOf(f.people) + '.';
}

std::string ofReceipt(const Finding& f)
{
    if (!f.files || f.files->empty())
        return "A receipt does not hold" + why(f);
    return nameOf(f.person) + " retrieved " + f.files->front().name + " at " + at(f.time) +
           " and signed for its digest." + unless(f, " The time is the signer's");
}

std::string ofEnding(const Finding& f)
{
    const std::string gate = f.gate == wire::Gate::Release ? "release" : "request";
    switch (f.standing.value_or(wire::Standing::Open)) {
    case wire::Standing::Effective:
        return "The export was released.";
    case wire::Standing::Rejected:
        return "The export ended when its " + gate + " was rejected.";
    case wire::Standing::Withdrawn:
        return "The export ended when " + nameOf(f.person) + " withdrew it" + entry(f) + ": " +
               quoted(f.reason) + '.';
    case wire::Standing::Lapsed:
        return "By " + at(f.time) + " the " + gate +
               " had lapsed, unless there are approvals that the bundle leaves out.";
    case wire::Standing::Open:
        break;
    }
    return "At " + at(f.time) + " the " + gate +
           " was not decided, unless there are approvals that the bundle leaves out.";
}

std::string ofLimit(const Finding& f)
{
    switch (f.id) {
    case FindingId::SourceData:
        return "That the source's data are true or complete.";
    case FindingId::ServerSecrecy:
        return "That the server leaked nothing: it sees the data in clear while it seals them.";
    case FindingId::Clocks:
        return "That times are more exact than five minutes of the signers' clocks, or that a statement was "
               "shown to anybody at its entry's time: the server may have held it back until the next one.";
    case FindingId::AllEntries:
        return "That these are all entries of the export: only a verification of the whole audit log shows "
               "that.";
    case FindingId::Afterwards:
        return "What happened later: this shows the trust log of " + at(f.time) + " with " +
               counted(f.count, "entry", "entries") + ", and the audit log with " +
               counted(f.size, "entry", "entries") + '.';
    case FindingId::LostEntries:
        return "What else was once seen of these logs: the server lost " +
               counted(f.count, "entry", "entries") + " of the trust log and " +
               counted(f.size, "entry", "entries") + " of the audit log, and nobody can show them. Admins " +
               "signed for the loss, the last time at " + at(f.time) + '.';
    case FindingId::KeyHolders:
        return "Who in fact held a key when it signed.";
    default:
        return "That nobody else was shown other logs: you pinned no witnesses, or not enough of them "
               "cosigned.";
    }
}

} // namespace

std::string sentenceOf(const Finding& f)
{
    switch (f.id) {
    case FindingId::Root:
        return ofRoot(f);
    case FindingId::Server:
        return holds(f) ? "It is the server that you named."
                        : "It is another server than the one you named" + why(f);
    case FindingId::TrustLog:
        return ofTrustLog(f);
    case FindingId::TrustCheckpoint:
    case FindingId::AuditCheckpoint:
        return ofCheckpoint(f);
    case FindingId::Witnesses:
        return ofWitnesses(f);
    case FindingId::Statement:
        return "A statement in the bundle is not what belongs there" + why(f);
    case FindingId::Request:
        return ofRequest(f);
    case FindingId::Decision:
        return ofDecision(f);
    case FindingId::RequestGate:
    case FindingId::ReleaseGate:
        return ofGate(f);
    case FindingId::Release:
        return ofRelease(f);
    case FindingId::Seen:
        return ofSeen(f);
    case FindingId::AuditEntries:
        return ofEntries(f);
    case FindingId::Receipt:
        return ofReceipt(f);
    case FindingId::Ending:
        return ofEnding(f);
    default:
        return ofLimit(f);
    }
}

std::string verdictSentence(const trust::EvidenceReport& report)
{
    const auto* request = report.find(FindingId::Request);
    const auto what = request ? "the export " + quoted(request->title) : std::string("an export");
    switch (report.verdict) {
    case trust::EvidenceVerdict::Proven: {
        const auto* release = report.find(FindingId::Release);
        return plain("Proven: " + what + " was released to " +
                     namesOf(release ? release->people : std::nullopt) + " by all that policy asks for.");
    }
    case trust::EvidenceVerdict::Partly:
        return plain("Partly proven: what this file holds about " + what +
                     " is valid, but it does not prove a release by all that policy and you ask for.");
    case trust::EvidenceVerdict::Refuted:
        break;
    }
    return "Refuted: something in this file does not hold, so believe nothing of it.";
}

std::string pageOf(const trust::EvidenceReport& report)
{
    auto page = verdictSentence(report) + '\n';
    const auto part = [&](const char* title, const char* mark, const std::vector<Finding>& all,
                          FindingState state) {
        bool first = true;
        for (const auto& finding : all) {
            if (finding.state != state)
                continue;
            if (first)
                page += '\n' + std::string(title) + '\n';
            first = false;
            page += indented(mark, sentenceOf(finding));
        }
    };
    part("Refuted", "!", report.findings, FindingState::Refuted);
    part("Proven", "+", report.findings, FindingState::Proven);
    part("Not proven here", "-", report.findings, FindingState::NotProven);
    part("What no such file can prove", "-", report.limits, FindingState::NotProven);
    return page;
}

std::string plain(std::string_view text)
{
    if (isPlainText(text))
        return std::string(text);
    std::string shown;
    for (const char c : text)
        shown += c >= 0x20 && c <= 0x7e ? c : '?';
    return shown;
}

} // namespace countersign::verify
