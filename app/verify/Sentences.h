#pragma once

#include "trust/EvidenceReport.h"

/// The report in plain English.
namespace countersign::verify {

/// What the whole comes to, in one sentence.
[[nodiscard]] std::string verdictSentence(const trust::EvidenceReport& report);
[[nodiscard]] std::string sentenceOf(const trust::Finding& finding);
/// All of it: the verdict, what is proven, what is not, what is refuted, what no bundle can prove.
[[nodiscard]] std::string pageOf(const trust::EvidenceReport& report);
/// What a terminal may show: whatever a foreign bundle put in, no controls.
[[nodiscard]] std::string plain(std::string_view text);

} // namespace countersign::verify
