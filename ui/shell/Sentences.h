#pragma once

#include "base/Error.h"
#include "base/Time.h"
#include "wire/Vocabulary.h"

#include <QDateTime>
#include <QString>

/// The one place where codes and vocabulary become what a person reads, translated.
namespace countersign::ui {

/// A sentence: what happened, and what to do next; with the incident to quote where there is one.
[[nodiscard]] QString sentence(const Error& error);
[[nodiscard]] QString sentenceForCode(const QString& code);

[[nodiscard]] QString roleText(wire::Role role);
[[nodiscard]] QString stateText(wire::JobState state);
[[nodiscard]] QString purposeText(wire::Purpose purpose);
[[nodiscard]] QString sensitivityText(wire::Sensitivity sensitivity);
[[nodiscard]] QString actionText(const std::string& auditAction);
[[nodiscard]] QString standingText(wire::Standing standing);
[[nodiscard]] QString environmentText(const QString& environment);
/// In capitals and in its colour, for a `RichText`: what a confirmation repeats.
[[nodiscard]] QString environmentHtml(const QString& environment);

/// "14:52", "Mon 23 Nov 08:14" in the person's locale and time zone.
[[nodiscard]] QString whenText(Time time, Time now);
[[nodiscard]] QString dayText(Time time);
/// "25 min", "1 d 4 h".
[[nodiscard]] QString spanText(std::chrono::milliseconds span);
/// "1.10 GB"
[[nodiscard]] QString sizeText(std::uint64_t bytes);
/// "1,204,551"
[[nodiscard]] QString countText(std::uint64_t count);
/// "4.2 k", "1.6 M"
[[nodiscard]] QString shortCountText(std::uint64_t count);
/// "A, B and C"
[[nodiscard]] QString listText(const QStringList& items);
[[nodiscard]] QDateTime toQDateTime(Time time);
[[nodiscard]] Time fromQDateTime(const QDateTime& time);

} // namespace countersign::ui
