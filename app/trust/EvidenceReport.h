#pragma once

#include "wire/Statement.h"

/// What a verification of evidence found, as values: the command line makes English of it, the console its
/// translated page. What each finding means: `evidence.md`.
namespace countersign::trust {

enum class FindingId : std::uint8_t {
    Root,            ///< is the pinned one, signed by all its admins
    Server,          ///< is the pinned one
    TrustLog,        ///< every line hashed to the signed root, every statement obeys the rules
    TrustCheckpoint, ///< signed by the log's key
    AuditCheckpoint,
    Witnesses, ///< as many of the pinned ones cosigned the checkpoint of `log`
    Statement, ///< one in the bundle that is not what belongs there
    Request,
    Decision,
    RequestGate,
    Release,
    ReleaseGate,
    Seen,         ///< what the signers had seen are prefixes of both logs
    AuditEntries, ///< stand in the audit log
    Receipt,
    Ending, ///< how far the export came
    // What no bundle can prove.
    SourceData,
    ServerSecrecy,
    Clocks,
    AllEntries,
    Afterwards,
    LostEntries, ///< only after a recovery
    KeyHolders,
    OtherViews,
};

enum class FindingState : std::uint8_t { Proven, NotProven, Refuted };

/// `Proven`: the export was released by all that policy asks. `Partly`: what is in the bundle holds, but it
/// is less. `Refuted`: something in it does not hold.
enum class EvidenceVerdict : std::uint8_t { Proven, Partly, Refuted };

struct NamedPerson
{
    PersonId person;
    std::string name; ///< as the trust log has it
};
template <typename V>
void fields(V& v, NamedPerson& m)
{
    v("person", m.person);
    v("name", m.name);
}

/// How a key came to be trusted.
struct KeyOrigin
{
    KeyThumbprint key;
    bool root = false; ///< named by the root
    std::vector<NamedPerson> endorsers;
    std::uint64_t index = 0; ///< of the trust log's entry that put it in force
    Time time;               ///< of that entry
};
template <typename V>
void fields(V& v, KeyOrigin& m)
{
    v("key", m.key);
    v("root", m.root);
    v("endorsers", m.endorsers);
    v("index", m.index);
    v("time", m.time);
}

/// Members are there where they say something about this finding.
struct Finding
{
    FindingId id = FindingId::Root;
    FindingState state = FindingState::NotProven;
    std::optional<std::string> code;   ///< of `Error.h`: why not
    std::optional<std::string> detail; ///< English, for experts
    std::optional<std::string> log;    ///< `trust` or `audit`
    std::optional<NamedPerson> person;
    std::optional<wire::Role> role; ///< in force at that entry
    std::optional<KeyOrigin> key;
    std::optional<Digest> digest;       ///< of the statement, or the root of the log
    std::optional<std::uint64_t> index; ///< of the statement's entry in the trust log
    std::optional<Time> time;           ///< of that entry, or of the log's last one
    std::optional<wire::Gate> gate;
    std::optional<wire::Verdict> decision;
    std::optional<std::string> reason;
    std::optional<wire::Standing> standing;
    std::optional<std::uint64_t> count;  ///< how many there are
    std::optional<std::uint64_t> needed; ///< how many there must be
    std::optional<std::uint64_t> policy; ///< its version
    std::optional<std::uint64_t> size;   ///< of the audit log
    std::optional<std::string> title;
    std::optional<std::string> recipient;
    std::optional<Time> ends;
    std::optional<std::vector<NamedPerson>> people;
    std::optional<std::vector<std::string>> names; ///< of witnesses
    std::optional<std::vector<wire::ReleaseFile>> files;
};
template <typename V>
void fields(V& v, Finding& m)
{
    v("id", m.id);
    v("state", m.state);
    v("code", m.code);
    v("detail", m.detail);
    v("log", m.log);
    v("person", m.person);
    v("role", m.role);
    v("key", m.key);
    v("digest", m.digest);
    v("index", m.index);
    v("time", m.time);
    v("gate", m.gate);
    v("decision", m.decision);
    v("reason", m.reason);
    v("standing", m.standing);
    v("count", m.count);
    v("needed", m.needed);
    v("policy", m.policy);
    v("size", m.size);
    v("title", m.title);
    v("recipient", m.recipient);
    v("ends", m.ends);
    v("people", m.people);
    v("names", m.names);
    v("files", m.files);
}

/// An audit entry that was proven, without what only experts ask for.
struct ProvenEntry
{
    std::uint64_t index = 0; ///< in the audit log
    Time time;
    std::string action;
    std::string outcome;
    std::string person;
    std::string name;
};
template <typename V>
void fields(V& v, ProvenEntry& m)
{
    v("index", m.index);
    v("time", m.time);
    v("action", m.action);
    v("outcome", m.outcome);
    v("person", m.person);
    v("name", m.name);
}

struct EvidenceReport
{
    EvidenceVerdict verdict = EvidenceVerdict::Refuted;
    std::optional<Digest> bundle; ///< SHA-256 of its bytes
    std::optional<ServerId> server;
    std::optional<std::string> serverName;
    std::optional<std::string> environment;
    std::optional<JobId> job;
    std::vector<Finding> findings;    ///< in the order of the checks
    std::vector<Finding> limits;      ///< what no bundle can prove
    std::vector<ProvenEntry> entries; ///< of the audit log

    /// The first with this id.
    [[nodiscard]] const Finding* find(FindingId id) const;
};
template <typename V>
void fields(V& v, EvidenceReport& m)
{
    v("verdict", m.verdict);
    v("bundle", m.bundle);
    v("server", m.server);
    v("serverName", m.serverName);
    v("environment", m.environment);
    v("job", m.job);
    v("findings", m.findings);
    v("limits", m.limits);
    v("entries", m.entries);
}

} // namespace countersign::trust

namespace countersign::wire {

template <>
std::string_view enumText(trust::FindingId value);
template <>
std::optional<trust::FindingId> enumFromText(std::string_view text);
template <>
std::string_view enumText(trust::FindingState value);
template <>
std::optional<trust::FindingState> enumFromText(std::string_view text);
template <>
std::string_view enumText(trust::EvidenceVerdict value);
template <>
std::optional<trust::EvidenceVerdict> enumFromText(std::string_view text);

} // namespace countersign::wire
