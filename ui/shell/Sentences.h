#pragma once

#include "base/Error.h"
#include "ui/shell/Amounts.h"
#include "ui/shell/Terms.h"

#include <QString>

/// The one place where errors become what a person reads, translated; with it the two where the vocabulary
/// and amounts do.
namespace countersign::ui {

/// A sentence: what happened, and what to do next; with the incident to quote where there is one.
[[nodiscard]] QString sentence(const Error& error);
/// What both clocks say, to the second, and what to do.
[[nodiscard]] QString clocksSentence(Time ours, Time theirs);
[[nodiscard]] QString sentenceForCode(const QString& code);

} // namespace countersign::ui
