#pragma once

#include "wire/Vocabulary.h"

#include <QString>

/// The vocabulary of messages and of the log as words, translated.
namespace countersign::ui {

[[nodiscard]] QString roleText(wire::Role role);
[[nodiscard]] QString stateText(wire::JobState state);
[[nodiscard]] QString purposeText(wire::Purpose purpose);
[[nodiscard]] QString sensitivityText(wire::Sensitivity sensitivity);
[[nodiscard]] QString actionText(const std::string& auditAction);
/// As a name of an entry of the trust log.
[[nodiscard]] QString statementText(wire::StatementType type);
/// "release approved"
[[nodiscard]] QString decisionText(wire::Gate gate, wire::Verdict verdict);
[[nodiscard]] QString standingText(wire::Standing standing);
[[nodiscard]] QString environmentText(const QString& environment);
/// In capitals and in its colour, for a `RichText`: what a confirmation repeats.
[[nodiscard]] QString environmentHtml(const QString& environment);

} // namespace countersign::ui
