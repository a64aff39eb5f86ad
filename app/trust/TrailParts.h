#pragma once

#include "trust/Admission.h"
#include "trust/TrailCheck.h"
#include "wire/Audit.h"

/// The parts of a check of the trail, for `Trail*.cpp` alone.
namespace countersign::trust::trail {

/// The entry under check, with its place.
struct Line
{
    std::uint64_t index = 0;
    wire::AuditEntry entry;

    [[nodiscard]] const std::string& detail(const std::string& name) const;
};

/// Counts all, keeps the first.
class Findings
{
public:
    Findings(TrailReport& report, std::size_t most) : m_report(report), m_most(most) {}

    void add(TrailFinding finding);
    /// What every finding about a line says.
    [[nodiscard]] static TrailFinding at(const Line& line, TrailFault fault,
                                         TrailSeverity severity = TrailSeverity::Wrong);
    void add(const Line& line, TrailFault fault) { add(at(line, fault)); }
    void differs(const Line& line, const std::string& member, std::string expected, std::string found,
                 TrailFault fault = TrailFault::StatementOtherwise);
    /// Why, and about which log where the error says so.
    static void because(TrailFinding& finding, const Error& why);
    void count(std::uint64_t signatures) { m_report.signatures += signatures; }
    void countReceipt() { ++m_report.receipts; }
    void countExport() { ++m_report.exports; }
    void countStatement() { ++m_report.statements; }

private:
    TrailReport& m_report;
    std::size_t m_most;
};

struct FileTrail
{
    std::uint64_t tickets = 0;
    std::uint64_t begun = 0;
    std::uint64_t receipts = 0;
};

/// An export as its statements and entries made it so far.
struct ExportTrail
{
    JobId job;
    std::optional<ExportCase> theCase;   ///< absent: the request was not at hand
    std::optional<wire::JobState> state; ///< absent: from before the first entry, and not told since
    bool blind = false;                  ///< a statement of it was not at hand
    bool partial = false;                ///< began before the first entry
    bool wasReleased = false;
    bool destroyed = false;
    std::map<FileId, FileTrail> files;

    [[nodiscard]] const wire::ReleaseBody* release() const;
    [[nodiscard]] const wire::ExportRequestBody* request() const;
    /// What contradicts, unless something that was not at hand may explain it.
    [[nodiscard]] TrailSeverity severity() const
    {
        return blind ? TrailSeverity::Unseen : TrailSeverity::Wrong;
    }
};

/// Follows each export: its statements by the rules of `Admission.h`, its states by what the server says.
class Exports
{
public:
    Exports(const TrailSources& sources, const TrustState& state, Findings& findings)
        : m_sources(sources), m_state(state), m_findings(findings)
    {
    }

    /// The next statement of an export, before the state has it.
    void entered(const Entered& statement);
    /// One that was not at hand: a request, or the release of a request. What it says, nobody knows.
    void unseen(const wire::TrustEntry& entry);
    /// A statement of this export was not at hand.
    void blind(const std::string& job);
    /// What has entered so far did so before the first entry: no entry will tell how far it came.
    void begin();
    /// The job that an export's statement belongs to; nothing for one that belongs to none.
    [[nodiscard]] std::optional<JobId> jobOf(const Digest& subject) const;

    /// An entry by the server about an export, or its release.
    void moved(const Line& line);
    /// A retrieval, as far as it was granted.
    void retrieved(const Line& line);
    /// At the time of the last entry.
    void finish(Time now);

private:
    [[nodiscard]] ExportTrail* find(const std::string& job);
    void enterRequest(const Entered& request);
    void enterRelease(const Entered& release);
    void enterDecision(const Entered& decision);
    void enterWithdrawal(const Entered& withdrawal);
    void refuse(const Entered& statement, const ExportTrail* one, const Error& why);
    [[nodiscard]] TrailFinding about(const Line& line, const ExportTrail& one, TrailFault fault) const;

    // What the server says of an export.
    [[nodiscard]] bool mayMove(const Line& line, const ExportTrail& one) const;
    void checkStanding(const Line& line, const ExportTrail& one, wire::Gate gate, wire::Standing expected);
    void checkGate(const Line& line, const ExportTrail& one);
    void checkVoid(const Line& line, const ExportTrail& one);
    void checkDestruction(const Line& line, ExportTrail& one);
    void finishOne(const ExportTrail& one, Time now);
    void checkKey(const Line& line);

    // Retrieval.
    void checkReleased(const Line& line, const ExportTrail& one, const wire::ReleaseBody& release);
    void checkFetcher(const Line& line, const ExportTrail& one, const wire::ReleaseBody& release);
    void countFile(const Line& line, ExportTrail& one, const wire::ReleaseBody& release);
    void takeReceipt(const Line& line, ExportTrail& one, const wire::ReleaseBody& release, FileTrail& file);
    [[nodiscard]] Result<void> checkReceipt(const Line& line, const wire::SignedStatement& receipt,
                                            const Digest& digest, const wire::ReleaseBody& release) const;

    const TrailSources& m_sources;
    const TrustState& m_state;
    Findings& m_findings;
    std::map<std::string, ExportTrail> m_exports; // by job
    std::set<Digest> m_receipts;
};

/// Replays the trust log alongside the entries, and knows which of its statements they have named.
class Statements
{
public:
    Statements(const TrailSources& sources, Findings& findings);

    [[nodiscard]] const TrustState& state() const { return m_state; }
    [[nodiscard]] Exports& exports() { return m_exports; }
    /// Everything that entered before this time has entered.
    void until(Time time);
    /// The line names a statement, by its action.
    void named(const Line& line);
    /// How many stand in the trust log behind the last entry.
    [[nodiscard]] std::uint64_t finish(std::optional<Time> firstEntry, Time lastEntry);

private:
    void replayNext();
    void checkElsewhere(TrailFinding finding, const wire::SignedStatement& statement);
    [[nodiscard]] std::optional<wire::SignedStatement> open(const wire::TrustEntry& entry);
    [[nodiscard]] std::optional<Digest> namedBy(const Line& line) const;
    void place(const Line& line, std::uint64_t place);
    void compare(const Line& line, const wire::SignedStatement& statement);
    void compareActor(const Line& line, const wire::SignedStatement& statement);

    const TrailSources& m_sources;
    Findings& m_findings;
    TrustState m_state;
    Exports m_exports;
    std::map<Digest, std::uint64_t> m_places;
    std::map<std::string, Digest> m_releases;                 // by job
    std::map<std::uint64_t, wire::SignedStatement> m_waiting; // entered, not yet named
    std::vector<bool> m_named;
    std::uint64_t m_next = 0; // to be replayed
    std::uint64_t m_last = 0; // behind the last one that was named
    bool m_broken = false;
};

/// What the entry of a statement must say of it.
struct Telling
{
    std::string action;
    std::string job;
    std::map<std::string, std::string> detail;
};
[[nodiscard]] Telling tellingOf(const wire::SignedStatement& statement, const TrustState& state,
                                const Exports& exports);

} // namespace countersign::trust::trail
