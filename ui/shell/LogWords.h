#pragma once

#include "base/Time.h"
#include "client/LogDifference.h"

#include <QString>

namespace countersign::ui {

/// One line: that the log is broken and all actions are stopped.
[[nodiscard]] QString brokenTitle(const Error& error);
/// The same, with where both sides part: "on Mon 23 Nov 10:48" is when this console had seen it.
[[nodiscard]] QString brokenTitle(const Error& error, const client::LogDifference& where,
                                  const QString& when);
/// What that means and whom to tell.
[[nodiscard]] QString brokenMeaning(const Error& error);
[[nodiscard]] QString brokenMeaning(const client::LogDifference& where, const QString& when);
/// What is wrong with the head of a log, or with somebody's word about it; nothing for other errors.
[[nodiscard]] QString headMeaning(const Error& error);
/// "at 10:48", "on Mon 23 Nov 10:48"; "before" for nothing.
[[nodiscard]] QString whenSeen(std::optional<Time> time, Time now);
/// "Entry 1,204,118", "Entries 1,204,118 to 1,204,239"
[[nodiscard]] QString entriesText(const client::LogDifference& where);

} // namespace countersign::ui
