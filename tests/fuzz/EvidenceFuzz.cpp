#include "fuzz/Fuzz.h"

#include "trust/Evidence.h"

namespace {

using namespace countersign;

/// The root that the bundle itself begins with, so that all checks are reached.
trust::EvidencePins ownPins(const trust::Evidence& evidence)
{
    trust::EvidencePins pins;
    if (!evidence.trust.empty())
        if (const auto entry = wire::decode<wire::TrustEntry>(evidence.trust.front()))
            pins.root = entry->digest;
    return pins;
}

} // namespace

/// Evidence bundles: one text for one content, and nothing proven on a root that nobody pinned.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::textOf(data, size);
    const auto evidence = trust::parseEvidence(text);
    if (!evidence)
        return 0;
    fuzz::require(wire::encode(*evidence) == text, "a bundle has one text");
    const auto foreign = trust::checkEvidence(*evidence, {});
    fuzz::require(foreign.verdict == trust::EvidenceVerdict::Refuted, "nobody pinned that root");
    const auto own = trust::checkEvidence(*evidence, ownPins(*evidence));
    fuzz::require(!own.findings.empty() && !wire::encode(own).empty(), "a report says something");
    return 0;
}
