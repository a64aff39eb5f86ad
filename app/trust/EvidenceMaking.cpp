#include "crypto/TlogProof.h"
#include "trust/Entry.h"
#include "trust/Evidence.h"
#include "trust/EvidenceParts.h"

#include <algorithm>

/// Gathers what a console has verified into one bundle.
namespace countersign::trust {

namespace {

// The log's own line first, then the pinned witnesses' in the order of their keys; all others are dropped. By
// its key: a log's name may stand under a second signature, by a key that it had or will have.
Result<std::string> keptNote(const std::string& text, const std::string& logKey,
                             const std::vector<crypto::WitnessKey>& witnesses, std::set<std::string>& used)
{
    const auto parsed = crypto::parseNote(text);
    const auto log = crypto::NoteVerifier::fromText(logKey);
    if (!parsed || !log)
        return tl::unexpected(parsed ? log.error() : parsed.error());
    crypto::Note kept{parsed->text, {}};
    for (const auto& line : parsed->signatures)
        if (line.name == log->name() && line.keyId == log->keyId()) {
            kept.signatures.push_back(line);
            break;
        }
    for (const auto& witness : witnesses)
        for (const auto& line : parsed->signatures)
            if (witness.named(line) && witness.verify(parsed->text, line)) {
                kept.signatures.push_back(line);
                used.insert(witness.text());
                break;
            }
    return kept.whole();
}

std::vector<crypto::WitnessKey> inOrder(std::vector<crypto::WitnessKey> keys)
{
    std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.text() < b.text(); });
    return keys;
}

Result<void> takeStatements(const EvidencePieces& pieces, const TrustState& state, Evidence& evidence)
{
    if (pieces.claimed.request.size() != 1 || pieces.claimed.release.size() > 1)
        return fail(ErrorCode::StatementRefused,
                    "a request, and a release if there is one, each signed once");
    evidence.request = pieces.claimed.request.front();
    if (!pieces.claimed.release.empty())
        evidence.release = pieces.claimed.release.front();
    const auto placed = placeExport(state, pieces.claimed);
    if (!placed)
        return tl::unexpected(placed.error());
    for (const auto& decision : placed->decisions)
        if (!entersInFull(decision.signedStatement.statement))
            evidence.approvals.push_back(decision.signedStatement.signatures.front());
    evidence.receipts = pieces.receipts;
    std::sort(evidence.receipts.begin(), evidence.receipts.end(),
              [](const auto& a, const auto& b) { return a.payloadDigest() < b.payloadDigest(); });
    return {};
}

Result<void> proveSeen(const EvidencePieces& pieces, const TrustState& state, std::uint64_t size,
                       Evidence& evidence)
{
    const auto placed = placeExport(state, pieces.claimed);
    if (!placed)
        return tl::unexpected(placed.error());
    crypto::TileNodes nodes(size, pieces.auditTiles);
    for (const auto seen : auditSizesSeen(judged(state, *placed).counted, evidence.receipts, size)) {
        auto hashes = crypto::consistencyProof(seen, size, nodes.reader());
        if (!hashes)
            return tl::unexpected(hashes.error());
        evidence.seen.push_back({seen, std::move(*hashes)});
    }
    return {};
}

Result<void> proveEntries(const EvidencePieces& pieces, std::uint64_t size, Evidence& evidence)
{
    auto entries = pieces.auditEntries;
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
    crypto::TileNodes nodes(size, pieces.auditTiles);
    for (auto& entry : entries) {
        if (entry.index >= size) // entered since
            break;
        auto hashes = crypto::inclusionProof(entry.index, size, nodes.reader());
        if (!hashes)
            return tl::unexpected(hashes.error());
        evidence.entries.push_back(
            {std::move(entry.line),
             crypto::encodeTlogProof({entry.index, std::move(*hashes), evidence.auditCheckpoint})});
    }
    return {};
}

// Its own check, by the one that everybody will use.
Result<std::string> checkedBytes(const Evidence& evidence, const EvidencePins& pins)
{
    auto bytes = wire::encode(evidence);
    const auto report = verifyEvidence(bytes, pins);
    if (!report)
        return tl::unexpected(report.error());
    for (const auto& finding : report->findings)
        if (finding.state == FindingState::Refuted)
            return fail(codeFromText(finding.code.value_or("")),
                        std::string(wire::enumText(finding.id)) + ": " + finding.detail.value_or(""));
    return bytes;
}

Result<void> keepNotes(const EvidencePieces& pieces, const LogKeys& keys, Evidence& evidence)
{
    std::set<std::string> used;
    const auto witnesses = inOrder(pieces.pins.witnesses.keys);
    auto trust = keptNote(pieces.trustCheckpoint, keys.trust, witnesses, used);
    auto audit = keptNote(pieces.auditCheckpoint, keys.audit, witnesses, used);
    if (!trust || !audit)
        return tl::unexpected(trust ? audit.error() : trust.error());
    evidence.trustCheckpoint = std::move(*trust);
    evidence.auditCheckpoint = std::move(*audit);
    evidence.witnesses.assign(used.begin(), used.end());
    return {};
}

} // namespace

Result<std::string> makeEvidence(const EvidencePieces& pieces)
{
    Evidence evidence;
    const auto trust = crypto::checkpointBody(pieces.trustCheckpoint);
    const auto audit = crypto::checkpointBody(pieces.auditCheckpoint);
    if (!trust || !audit)
        return tl::unexpected(trust ? audit.error() : trust.error());
    if (pieces.trustLines.size() < trust->size || pieces.claimed.request.empty())
        return fail(ErrorCode::LogIncomplete, "fewer lines than the checkpoint covers, or no request");
    evidence.trust.assign(pieces.trustLines.begin(),
                          pieces.trustLines.begin() + static_cast<std::ptrdiff_t>(trust->size));
    const auto log = evidence::replay(evidence.trust, pieces.trustCheckpoint, pieces.pins.root,
                                      pieces.claimed.request.front().payloadDigest());
    if (log.fault)
        return tl::unexpected(*log.fault);
    if (auto done = keepNotes(pieces, log.state.logKeys().back(), evidence); !done)
        return tl::unexpected(done.error());
    if (auto done = takeStatements(pieces, log.state, evidence); !done)
        return tl::unexpected(done.error());
    if (auto done = proveSeen(pieces, log.state, audit->size, evidence); !done)
        return tl::unexpected(done.error());
    if (auto done = proveEntries(pieces, audit->size, evidence); !done)
        return tl::unexpected(done.error());
    return checkedBytes(evidence, pieces.pins);
}

} // namespace countersign::trust
