#pragma once

#include "trust/TrailActions.h"
#include "wire/Codec.h"

/// What a check of the audit log found, as a page or a printed report tells it.
namespace countersign::trust {

enum class TrailFault : std::uint8_t {
    // The log's form.
    Malformed,     ///< a line that is no entry
    EntryMissing,  ///< indexes that don't follow one another, or fewer entries than are signed
    TreeDiffers,   ///< the lines are not those that the log's key signed
    TimeBack,      ///< an entry is older than the one before
    UnknownAction, ///< no server of this version writes it
    OtherActor,    ///< by another than may do it: `expected`, `found`
    // Statements.
    TrustLog,              ///< the trust log breaks its own rules: `code`
    StatementUnknown,      ///< an entry names none that the trust log holds
    StatementWithoutEntry, ///< of the trust log, which no entry names
    StatementTwice,        ///< two entries name it
    StatementOutOfOrder,   ///< named after one that entered later
    StatementTime,         ///< named more than five minutes from its time in the trust log
    StatementOtherwise,    ///< the entry tells something else than it says: `member`, `expected`, `found`
    StatementRefused,      ///< may not stand at its place: `code`
    StatementSplit,        ///< its author had seen another log: `code`, `found` (which log)
    StatementUnseen,       ///< was not at hand
    // Exports.
    JobUnknown,    ///< an entry of no export that was asked for
    JobOutOfOrder, ///< what can't follow the state it was in: `found`
    JobNotMoved,   ///< its statements have brought about a state that no entry tells: `expected`, `found`
    Standing,      ///< its statements don't say so: `gate`, `expected`, `found`
    NotVoid,       ///< told to be void, and rests on nothing that is
    DestroyedEarly,
    NotDestroyed, ///< ended for a day or more
    // Retrieval.
    DownloadUnreleased, ///< of what is not released (any more): `found`, its state
    DownloadAfterEnd,
    DownloadStranger,  ///< by somebody whom the release does not name, or who is no downloader
    DownloadOtherFile, ///< of a file that the release does not name
    DownloadTooMany,   ///< more receipts than downloads that were released: `expected`, `found`
    DownloadUnasked,   ///< more begun than tickets were given, or more received than begun
    ReceiptRefused,    ///< forged, or for something else: `code`
    ReceiptTwice,
    ReceiptSplit, ///< as `StatementSplit`
    ReceiptUnseen,
};

enum class TrailSeverity : std::uint8_t {
    Wrong,  ///< contradicts the rules
    Unseen, ///< could not be checked
    Note,
};

/// Members are there where they say something.
struct TrailFinding
{
    TrailFault fault = TrailFault::Malformed;
    TrailSeverity severity = TrailSeverity::Wrong;
    std::optional<std::uint64_t> index; ///< of the entry in the audit log
    std::optional<std::string> entry;   ///< its id
    std::optional<std::string> action;
    std::optional<Time> time;          ///< of the entry, else of the statement's in the trust log
    std::optional<std::string> person; ///< who it was by, as the entry says
    std::optional<std::string> job;
    std::optional<Digest> statement;         ///< or receipt
    std::optional<std::uint64_t> trustIndex; ///< of the statement in the trust log
    std::optional<wire::Gate> gate;
    std::optional<std::string> member; ///< of the entry
    std::optional<std::string> expected;
    std::optional<std::string> found;
    std::optional<std::string> code;   ///< of `Error.h`
    std::optional<std::string> detail; ///< English, for experts
};
template <typename V>
void fields(V& v, TrailFinding& m)
{
    v("fault", m.fault);
    v("severity", m.severity);
    v("index", m.index);
    v("entry", m.entry);
    v("action", m.action);
    v("time", m.time);
    v("person", m.person);
    v("job", m.job);
    v("statement", m.statement);
    v("trustIndex", m.trustIndex);
    v("gate", m.gate);
    v("member", m.member);
    v("expected", m.expected);
    v("found", m.found);
    v("code", m.code);
    v("detail", m.detail);
}

struct TrailKindCount
{
    TrailKind kind = TrailKind::Reading;
    std::uint64_t count = 0;
};
template <typename V>
void fields(V& v, TrailKindCount& m)
{
    v("kind", m.kind);
    v("count", m.count);
}

struct TrailFaultCount
{
    TrailFault fault = TrailFault::Malformed;
    TrailSeverity severity = TrailSeverity::Wrong;
    std::uint64_t count = 0;
};
template <typename V>
void fields(V& v, TrailFaultCount& m)
{
    v("fault", m.fault);
    v("severity", m.severity);
    v("count", m.count);
}

struct TrailReport
{
    std::uint64_t first = 0;   ///< index of the first entry that was looked at
    std::uint64_t entries = 0; ///< from there on
    bool hashed = false;       ///< all of the log, to the signed root; else the caller has proved the lines
    std::optional<Time> begins;
    std::optional<Time> ends; ///< of the last entry
    std::vector<TrailKindCount> kinds;
    std::uint64_t statements = 0; ///< that entries name
    std::uint64_t later = 0;      ///< of the trust log, entered after the last entry
    std::uint64_t signatures = 0; ///< checked, and good
    std::uint64_t exports = 0;
    std::uint64_t receipts = 0;
    std::uint64_t wrong = 0;
    std::uint64_t unseen = 0;
    std::uint64_t notes = 0;
    std::vector<TrailFaultCount> faults; ///< all of them
    std::vector<TrailFinding> findings;  ///< the first ones

    [[nodiscard]] bool holds() const { return wrong == 0; }
};
template <typename V>
void fields(V& v, TrailReport& m)
{
    v("first", m.first);
    v("entries", m.entries);
    v("hashed", m.hashed);
    v("begins", m.begins);
    v("ends", m.ends);
    v("kinds", m.kinds);
    v("statements", m.statements);
    v("later", m.later);
    v("signatures", m.signatures);
    v("exports", m.exports);
    v("receipts", m.receipts);
    v("wrong", m.wrong);
    v("unseen", m.unseen);
    v("notes", m.notes);
    v("faults", m.faults);
    v("findings", m.findings);
}

} // namespace countersign::trust

namespace countersign::wire {

template <>
std::string_view enumText(trust::TrailKind value);
template <>
std::optional<trust::TrailKind> enumFromText(std::string_view text);
template <>
std::string_view enumText(trust::TrailFault value);
template <>
std::optional<trust::TrailFault> enumFromText(std::string_view text);
template <>
std::string_view enumText(trust::TrailSeverity value);
template <>
std::optional<trust::TrailSeverity> enumFromText(std::string_view text);

} // namespace countersign::wire
