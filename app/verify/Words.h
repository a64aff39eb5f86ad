#pragma once

#include "trust/EvidenceReport.h"

/// What sentences are made of.
namespace countersign::verify {

[[nodiscard]] std::string at(const std::optional<Time>& time);
[[nodiscard]] std::string quoted(const std::optional<std::string>& text);
[[nodiscard]] std::string joined(const std::vector<std::string>& texts);
[[nodiscard]] std::string nameOf(const std::optional<trust::NamedPerson>& person);
[[nodiscard]] std::string namesOf(const std::optional<std::vector<trust::NamedPerson>>& people);
[[nodiscard]] std::string counted(const std::optional<std::uint64_t>& count, const char* one,
                                  const char* many);
/// ` (entry 12, 2026-…)`
[[nodiscard]] std::string entry(const trust::Finding& finding);
/// ` As security-approver.`
[[nodiscard]] std::string role(const trust::Finding& finding);
/// How the key came to be trusted, as a sentence behind another.
[[nodiscard]] std::string key(const trust::Finding& finding);
/// `: reason.`, or just a full stop.
[[nodiscard]] std::string why(const trust::Finding& finding);
/// The sentence with its reason where the finding is not proven.
[[nodiscard]] std::string unless(const trust::Finding& finding, const char* sentence);
[[nodiscard]] std::string fileLine(const wire::ReleaseFile& file);
/// Behind a mark; further lines stand under the first.
[[nodiscard]] std::string indented(const char* mark, const std::string& text);

} // namespace countersign::verify
