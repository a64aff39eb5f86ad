#pragma once

#include "trust/Evidence.h"
#include "trust/JudgedExport.h"

/// The parts of a verification of evidence, for `Evidence*.cpp` alone.
namespace countersign::trust::evidence {

/// The tree of lines that are all at hand: what it was at any size is at hand, too.
class WholeTree
{
public:
    void append(const Digest& leaf);
    [[nodiscard]] std::uint64_t size() const { return m_levels.empty() ? 0 : m_levels.front().size(); }
    /// Whether the first entries, that many, make this head. False for more than there are.
    [[nodiscard]] bool begins(const wire::SeenTree& head) const { return rootAt(head.size) == head.root; }
    [[nodiscard]] Digest root() const { return *rootAt(size()); }

private:
    [[nodiscard]] std::optional<Digest> rootAt(std::uint64_t size) const;

    std::vector<std::vector<Digest>> m_levels; ///< complete subtrees, leaves first
};

/// A replayed trust log, and what of it the state does not keep.
struct Replay
{
    TrustState state;
    std::vector<Time> times; ///< of each entry
    WholeTree tree;
    std::optional<std::uint64_t> release; ///< the entry that releases the bundle's request
    std::optional<Error> fault;           ///< of the entry behind the last one
};
/// Decodes, hashes and replays every line until one does not hold. Statements in full must have seen this
/// very log. Lines that don't give the root of `note` (whose signature is looked at later) are not replayed
/// beyond the first: no signature is worth the time.
[[nodiscard]] Replay replay(const std::vector<std::string>& lines, std::string_view note, const Digest& root,
                            const Digest& request);

/// Who cosigned, by place among the keys that were asked for, and when (seconds since 1970).
using Cosigners = std::map<std::size_t, std::uint64_t>;

struct OpenedNote
{
    crypto::Checkpoint checkpoint;
    Cosigners cosigners;
};
/// A checkpoint that this log signed and these witnesses cosigned, in their order, and nobody else.
[[nodiscard]] Result<OpenedNote> openNote(std::string_view note, const crypto::NoteVerifier& log,
                                          const std::vector<crypto::WitnessKey>& witnesses);

[[nodiscard]] inline Finding proven(FindingId id)
{
    Finding finding;
    finding.id = id;
    finding.state = FindingState::Proven;
    return finding;
}
[[nodiscard]] Finding withFault(FindingId id, FindingState state, const Error& why);
[[nodiscard]] inline Finding refuted(FindingId id, const Error& why)
{
    return withFault(id, FindingState::Refuted, why);
}

[[nodiscard]] NamedPerson named(const TrustState& state, const PersonId& person);

/// Verifies one bundle: each step adds its findings. `ends` where what follows would have nothing to stand
/// on.
class Check
{
public:
    Check(const Evidence& evidence, const EvidencePins& pins);
    [[nodiscard]] EvidenceReport run();

private:
    enum class Step : bool { Goes, Ends };

    // The logs.
    [[nodiscard]] Step checkTrustLog();
    [[nodiscard]] Step checkCheckpoints();
    [[nodiscard]] Step openWitnesses();
    void checkPinnedWitnesses();
    void countWitnesses(const char* log, const OpenedNote& note);

    // The audit log's entries.
    [[nodiscard]] Step checkEntries();
    [[nodiscard]] Result<wire::AuditEntry> checkEntry(const ProvenLine& entry,
                                                      std::optional<std::uint64_t>& last);
    void checkJobs();

    // The export.
    [[nodiscard]] Step placeStatements();
    [[nodiscard]] Result<void> checkForms() const;
    void addRequest();
    void addDecisions();
    void addDecision(const Entered& decision);
    void addGate(FindingId id, wire::Gate gate, Link link);
    void addRelease();
    void addEnding();
    [[nodiscard]] std::optional<Error> chainFault(Link link) const;
    [[nodiscard]] Finding about(FindingId id, const Entered& statement) const;

    // What the signers had seen, and receipts.
    void checkSeen();
    [[nodiscard]] Result<std::uint64_t> checkAllSeen() const;
    [[nodiscard]] Result<void> checkTrustSeen(const wire::SeenTree& seen) const;
    [[nodiscard]] Result<void> checkAuditSeen(const wire::SeenTree& seen) const;
    void checkReceipts();
    [[nodiscard]] Finding checkReceipt(const wire::SignedStatement& receipt) const;
    [[nodiscard]] Finding datedReceipt(const wire::SignedStatement& receipt,
                                       const wire::ReleaseFile& file) const;

    void add(Finding finding) { m_report.findings.push_back(std::move(finding)); }
    void addLimits();
    [[nodiscard]] EvidenceVerdict verdict() const;

    const Evidence& m_evidence;
    const EvidencePins& m_pins;
    EvidenceReport m_report;
    Replay m_replay;
    std::vector<crypto::WitnessKey> m_witnesses; ///< the bundle's
    OpenedNote m_trust;
    OpenedNote m_audit;
    std::vector<wire::AuditEntry> m_entries;
    std::map<std::string, Time> m_receipted; ///< receipts that the audit log took, by digest
    ClaimedExport m_claimed;
    JudgedExport m_judged;
    ExportCase m_placed;
    ChainReport m_chain;
    Time m_now; ///< of the last entry that is known of either log
    bool m_witnessed = false;
};

} // namespace countersign::trust::evidence
