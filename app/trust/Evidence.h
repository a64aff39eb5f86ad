#pragma once

#include "crypto/Tile.h"
#include "trust/EvidenceReport.h"
#include "trust/ExportChain.h"
#include "wire/Audit.h"
#include "wire/Profile.h"

/// One file that proves one export, years later and offline. The format, and what each finding means:
/// `evidence.md`.
namespace countersign::trust {

constexpr std::string_view evidenceFormat = "countersign-evidence/v1";
constexpr std::size_t evidenceLimit = 400'000'000; ///< bytes

/// That a tree head of the audit log which somebody had seen is a prefix of the bundle's (RFC 6962 §2.1.2).
struct SeenProof
{
    std::uint64_t size = 0;
    std::vector<Digest> hashes;
};
template <typename V>
void fields(V& v, SeenProof& m)
{
    v("size", m.size);
    v("hashes", m.hashes);
}

/// An entry of the audit log as its exact line, with its C2SP tlog-proof.
struct ProvenLine
{
    std::string line;
    std::string proof;
};
template <typename V>
void fields(V& v, ProvenLine& m)
{
    v("line", m.line);
    v("proof", m.proof);
}

/// A bundle, parsed; nothing is checked but its form.
struct Evidence
{
    std::string format{evidenceFormat};
    std::string trustCheckpoint; ///< signed note, with cosignatures
    std::string auditCheckpoint;
    std::vector<std::string> witnesses; ///< verifier keys of all who cosigned
    crypto::Jws request;
    std::vector<crypto::Jws> approvals; ///< at both gates, in log order
    std::optional<crypto::Jws> release;
    std::vector<crypto::Jws> receipts; ///< by digest
    std::vector<SeenProof> seen;       ///< by size
    std::vector<ProvenLine> entries;   ///< of the audit log, by index
    std::vector<std::string> trust;    ///< the whole trust log's lines
};
template <typename V>
void fields(V& v, Evidence& m)
{
    v("format", m.format);
    v("trustCheckpoint", m.trustCheckpoint);
    v("auditCheckpoint", m.auditCheckpoint);
    v("witnesses", m.witnesses);
    v("request", m.request);
    v("approvals", m.approvals);
    v("release", m.release);
    v("receipts", m.receipts);
    v("seen", m.seen);
    v("entries", m.entries);
    v("trust", m.trust);
}

/// `TooLarge`, `MalformedJson`, or `UnsupportedContent` for another format or a text that `wire::encode`
/// would have written otherwise.
[[nodiscard]] Result<Evidence> parseEvidence(std::string_view bytes);

/// What who verifies believes beforehand.
struct EvidencePins
{
    Digest root; ///< of version 1
    std::optional<ServerId> server;
    wire::PinnedWitnesses witnesses;
};

/// Everything that the bundle proves, and what not. Never fails: what does not hold is a finding.
[[nodiscard]] EvidenceReport checkEvidence(const Evidence& evidence, const EvidencePins& pins);
/// Parses and checks; an error is one of `parseEvidence`.
[[nodiscard]] Result<EvidenceReport> verifyEvidence(std::string_view bytes, const EvidencePins& pins);

/// What a console has at hand once it verified both logs and the export.
struct EvidencePieces
{
    std::vector<std::string> trustLines; ///< at least as many as the checkpoint covers
    std::string trustCheckpoint;         ///< as stored; lines by neither log nor pinned witness are dropped
    std::string auditCheckpoint;
    crypto::TileReader auditTiles;
    ClaimedExport claimed; ///< what the log holds in full need not be among them
    std::vector<crypto::Jws> receipts;
    std::vector<wire::PlacedEntry> auditEntries; ///< of the job
    EvidencePins pins;
};

/// The bundle's bytes, verified: an error where its own check would refute it, `LogIncomplete` where the
/// checkpoints are older than what somebody had seen.
[[nodiscard]] Result<std::string> makeEvidence(const EvidencePieces& pieces);

/// Sizes of the audit log that the bundle's own statements had seen and that need a proof, in order; of what
/// counts in `theCase`, and of receipts.
[[nodiscard]] std::vector<std::uint64_t>
auditSizesSeen(const ExportCase& theCase, const std::vector<crypto::Jws>& receipts, std::uint64_t auditSize);

} // namespace countersign::trust
