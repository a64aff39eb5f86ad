#pragma once

#include "base/Time.h"

#include <QDateTime>
#include <QString>

/// Times, amounts and lists as a person reads them, by their locale.
namespace countersign::ui {

/// "14:52", "Mon 23 Nov 08:14" in the person's locale and time zone.
[[nodiscard]] QString whenText(Time time, Time now);
/// To the second: "14:52:07"; on another day than `now`, with the day.
[[nodiscard]] QString momentText(Time time, Time now);
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
