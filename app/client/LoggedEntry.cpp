#include "client/LoggedEntry.h"

namespace countersign::client {

namespace {

void addDecision(LoggedEntry& entry, const DecisionView& decision)
{
    entry.by = decision.signature.personName.toStdString();
    entry.gate = decision.gate;
    entry.verdict = decision.verdict;
}

// Who signed it, by the exports that are known.
void addByDigest(LoggedEntry& entry, const Digest& digest, const std::vector<ExportView>& exports)
{
    for (const auto& view : exports) {
        if (view.requestDigest == digest)
            entry.by = view.requestSignature.personName.toStdString();
        if (view.releaseDigest == digest && view.releaseSignature)
            entry.by = view.releaseSignature->personName.toStdString();
        for (const auto& decision : view.decisions)
            if (decision.digest == digest)
                addDecision(entry, decision);
    }
}

std::optional<LoggedEntry> ofTrust(const std::string& line, const trust::TrustState& state,
                                   const std::vector<ExportView>& exports)
{
    const auto logged = wire::decode<wire::TrustEntry>(line);
    if (!logged)
        return std::nullopt;
    LoggedEntry entry;
    entry.statement = logged->type;
    entry.digest = logged->digest.text();
    entry.time = logged->time;
    addByDigest(entry, logged->digest, exports);
    if (logged->statement.empty())
        return entry;
    // Whether its signature holds was asked when it was verified; here it is only said what it says.
    const auto opened = wire::openStatement(logged->statement);
    if (!opened || opened->digest != logged->digest)
        return entry;
    entry.by = nameOf(state, opened->statement.author.person).toStdString();
    if (const auto* decision = opened->statement.as<wire::DecisionBody>()) {
        entry.gate = decision->gate;
        entry.verdict = decision->decision;
    }
    return entry;
}

// Nobody signed what an entry calls a person.
std::string otherName(const wire::AuditEntry& entry, const trust::TrustState& state)
{
    const auto& actor = entry.actor;
    if (!isIdText(actor.person))
        return {};
    const auto known = state.people().find(PersonId(actor.person));
    return known != state.people().end() && known->second.name == actor.name ? std::string() : actor.name;
}

std::optional<LoggedEntry> ofAudit(const std::string& line, const trust::TrustState& state,
                                   const std::vector<ExportView>& exports)
{
    const auto logged = wire::decode<wire::AuditEntry>(line);
    if (!logged)
        return std::nullopt;
    LoggedEntry entry;
    entry.action = logged->action;
    entry.time = logged->time;
    if (const auto digest = Digest::fromText(logged->object)) {
        entry.digest = logged->object;
        addByDigest(entry, *digest, exports);
    }
    entry.by = actorName(*logged, state);
    entry.called = otherName(*logged, state);
    return entry;
}

} // namespace

std::string actorName(const wire::AuditEntry& entry, const trust::TrustState& state)
{
    const auto& person = entry.actor.person;
    return isIdText(person) ? nameOf(state, PersonId(person)).toStdString() : person;
}

std::optional<LoggedEntry> loggedEntry(const std::string& log, const std::string& line,
                                       const trust::TrustState& state, const std::vector<ExportView>& exports)
{
    return log == "trust" ? ofTrust(line, state, exports) : ofAudit(line, state, exports);
}

} // namespace countersign::client
