#pragma once

#include "trust/EvidenceReport.h"

#include <QString>

/// What a verification of evidence found, as a person reads it. The same in English on the command line:
/// `app/verify/Sentences.cpp`.
namespace countersign::ui {

/// What the whole comes to.
[[nodiscard]] QString verdictText(const trust::EvidenceReport& report);
/// Why a file was not checked at all.
[[nodiscard]] QString uncheckedText(const Error& error);
/// A finding, or one of the limits.
[[nodiscard]] QString findingText(const trust::Finding& finding, Time now);

} // namespace countersign::ui
