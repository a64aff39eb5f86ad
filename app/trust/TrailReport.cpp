#include "trust/TrailReport.h"

#include <algorithm>
#include <array>

namespace countersign::trust {

namespace {

constexpr std::array<std::string_view, 6> kindTexts{"statement", "server",  "host",
                                                    "person",    "reading", "attempt"};
constexpr std::array<std::string_view, 33> faultTexts{"malformed",
                                                      "entry-missing",
                                                      "tree-differs",
                                                      "time-back",
                                                      "unknown-action",
                                                      "other-actor",
                                                      "trust-log",
                                                      "statement-unknown",
                                                      "statement-without-entry",
                                                      "statement-twice",
                                                      "statement-out-of-order",
                                                      "statement-time",
                                                      "statement-otherwise",
                                                      "statement-refused",
                                                      "statement-split",
                                                      "statement-unseen",
                                                      "job-unknown",
                                                      "job-out-of-order",
                                                      "job-not-moved",
                                                      "standing",
                                                      "not-void",
                                                      "destroyed-early",
                                                      "not-destroyed",
                                                      "download-unreleased",
                                                      "download-after-end",
                                                      "download-stranger",
                                                      "download-other-file",
                                                      "download-too-many",
                                                      "download-unasked",
                                                      "receipt-refused",
                                                      "receipt-twice",
                                                      "receipt-split",
                                                      "receipt-unseen"};
static_assert(faultTexts.size() == static_cast<std::size_t>(TrailFault::ReceiptUnseen) + 1);
constexpr std::array<std::string_view, 3> severityTexts{"wrong", "unseen", "note"};

template <typename E, std::size_t N>
std::optional<E> valueOf(const std::array<std::string_view, N>& texts, std::string_view text)
{
    const auto found = std::find(texts.begin(), texts.end(), text);
    return found == texts.end() ? std::nullopt : std::optional(static_cast<E>(found - texts.begin()));
}

} // namespace

} // namespace countersign::trust

namespace countersign::wire {

template <>
std::string_view enumText(trust::TrailKind value)
{
    return trust::kindTexts.at(static_cast<std::size_t>(value));
}
template <>
std::optional<trust::TrailKind> enumFromText(std::string_view text)
{
    return trust::valueOf<trust::TrailKind>(trust::kindTexts, text);
}
template <>
std::string_view enumText(trust::TrailFault value)
{
    return trust::faultTexts.at(static_cast<std::size_t>(value));
}
template <>
std::optional<trust::TrailFault> enumFromText(std::string_view text)
{
    return trust::valueOf<trust::TrailFault>(trust::faultTexts, text);
}
template <>
std::string_view enumText(trust::TrailSeverity value)
{
    return trust::severityTexts.at(static_cast<std::size_t>(value));
}
template <>
std::optional<trust::TrailSeverity> enumFromText(std::string_view text)
{
    return trust::valueOf<trust::TrailSeverity>(trust::severityTexts, text);
}

} // namespace countersign::wire
