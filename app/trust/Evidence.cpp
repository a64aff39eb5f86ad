#include "trust/Evidence.h"

#include "crypto/Sha256.h"
#include "trust/EvidenceParts.h"
#include "wire/Canonical.h"

#include <algorithm>

namespace countersign::trust {

namespace {

constexpr unsigned evidenceDepth = 4;

// A line is one line: else files of lines could be read in two ways.
bool allLines(const Evidence& evidence)
{
    const auto broken = [](std::string_view text) { return text.find('\n') != std::string_view::npos; };
    return std::none_of(evidence.trust.begin(), evidence.trust.end(), broken) &&
           std::none_of(evidence.entries.begin(), evidence.entries.end(),
                        [&](const auto& entry) { return broken(entry.line); });
}

} // namespace

Result<Evidence> parseEvidence(std::string_view bytes)
{
    if (bytes.size() > evidenceLimit)
        return fail(ErrorCode::TooLarge, "more than 400 MB");
    auto evidence = wire::decode<Evidence>(bytes, evidenceDepth);
    if (!evidence)
        return evidence;
    if (evidence->format != evidenceFormat)
        return fail(ErrorCode::UnsupportedContent, "not " + std::string(evidenceFormat));
    if (!allLines(*evidence) || !wire::isEncoded(bytes, *evidence))
        return fail(ErrorCode::UnsupportedContent, "not written as this format is written");
    return evidence;
}

EvidenceReport checkEvidence(const Evidence& evidence, const EvidencePins& pins)
{
    return evidence::Check(evidence, pins).run();
}

Result<EvidenceReport> verifyEvidence(std::string_view bytes, const EvidencePins& pins)
{
    const auto evidence = parseEvidence(bytes);
    if (!evidence)
        return tl::unexpected(evidence.error());
    auto report = checkEvidence(*evidence, pins);
    report.bundle = crypto::sha256(bytes);
    return report;
}

namespace evidence {

Check::Check(const Evidence& evidence, const EvidencePins& pins) : m_evidence(evidence), m_pins(pins) {}

EvidenceReport Check::run()
{
    if (checkTrustLog() == Step::Goes && checkCheckpoints() == Step::Goes && checkEntries() == Step::Goes &&
        placeStatements() == Step::Goes) {
        addRequest();
        addDecisions();
        addEnding();
        checkJobs();
        checkSeen();
        checkReceipts();
    }
    addLimits();
    m_report.verdict = verdict();
    return std::move(m_report);
}

void Check::addLimits()
{
    const auto add = [&](FindingId id) -> Finding& {
        Finding finding;
        finding.id = id;
        m_report.limits.push_back(std::move(finding));
        return m_report.limits.back();
    };
    add(FindingId::SourceData);
    add(FindingId::ServerSecrecy);
    add(FindingId::Clocks);
    add(FindingId::AllEntries);
    auto& after = add(FindingId::Afterwards);
    if (m_replay.state.founded()) {
        after.time = m_replay.state.lastTime();
        after.count = m_replay.state.size();
        after.size = m_audit.checkpoint.size;
    }
    if (const auto& recoveries = m_replay.state.recoveries(); !recoveries.empty()) {
        auto& lost = add(FindingId::LostEntries);
        lost.time = recoveries.back().time;
        lost.count = lost.size = 0;
        for (const auto& recovery : recoveries) {
            *lost.count += recovery.body.lost.trust.size - recovery.body.kept.trust.size;
            *lost.size += recovery.body.lost.audit.size - recovery.body.kept.audit.size;
        }
    }
    add(FindingId::KeyHolders);
    if (!m_witnessed)
        add(FindingId::OtherViews);
}

EvidenceVerdict Check::verdict() const
{
    const auto& all = m_report.findings;
    if (std::any_of(all.begin(), all.end(),
                    [](const Finding& one) { return one.state == FindingState::Refuted; }))
        return EvidenceVerdict::Refuted;
    for (const auto id :
         {FindingId::Root, FindingId::TrustLog, FindingId::TrustCheckpoint, FindingId::AuditCheckpoint,
          FindingId::Request, FindingId::RequestGate, FindingId::Release, FindingId::ReleaseGate,
          FindingId::Seen, FindingId::AuditEntries})
        if (const auto* finding = m_report.find(id); !finding || finding->state != FindingState::Proven)
            return EvidenceVerdict::Partly;
    return m_witnessed || m_pins.witnesses.keys.empty() ? EvidenceVerdict::Proven : EvidenceVerdict::Partly;
}

} // namespace evidence

} // namespace countersign::trust
