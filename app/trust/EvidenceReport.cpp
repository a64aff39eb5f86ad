#include "trust/EvidenceReport.h"

#include <algorithm>
#include <array>

namespace countersign::trust {

namespace {

constexpr std::array<std::string_view, 24> findingTexts{
    "root",      "server",        "trust-log",  "trust-checkpoint", "audit-checkpoint", "witnesses",
    "statement", "request",       "decision",   "request-gate",     "release",          "release-gate",
    "seen",      "audit-entries", "receipt",    "ending",           "source-data",      "server-secrecy",
    "clocks",    "all-entries",   "afterwards", "lost-entries",     "key-holders",      "other-views"};
constexpr std::array<std::string_view, 3> stateTexts{"proven", "not-proven", "refuted"};
constexpr std::array<std::string_view, 3> verdictTexts{"proven", "partly", "refuted"};

template <typename E, std::size_t N>
std::optional<E> valueOf(const std::array<std::string_view, N>& texts, std::string_view text)
{
    const auto found = std::find(texts.begin(), texts.end(), text);
    return found == texts.end() ? std::nullopt : std::optional(static_cast<E>(found - texts.begin()));
}

} // namespace

const Finding* EvidenceReport::find(FindingId id) const
{
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& one) { return one.id == id; });
    return found == findings.end() ? nullptr : &*found;
}

} // namespace countersign::trust

namespace countersign::wire {

template <>
std::string_view enumText(trust::FindingId value)
{
    return trust::findingTexts.at(static_cast<std::size_t>(value));
}
template <>
std::optional<trust::FindingId> enumFromText(std::string_view text)
{
    return trust::valueOf<trust::FindingId>(trust::findingTexts, text);
}
template <>
std::string_view enumText(trust::FindingState value)
{
    return trust::stateTexts.at(static_cast<std::size_t>(value));
}
template <>
std::optional<trust::FindingState> enumFromText(std::string_view text)
{
    return trust::valueOf<trust::FindingState>(trust::stateTexts, text);
}
template <>
std::string_view enumText(trust::EvidenceVerdict value)
{
    return trust::verdictTexts.at(static_cast<std::size_t>(value));
}
template <>
std::optional<trust::EvidenceVerdict> enumFromText(std::string_view text)
{
    return trust::valueOf<trust::EvidenceVerdict>(trust::verdictTexts, text);
}

} // namespace countersign::wire
