#pragma once

#include "base/Error.h"

#include <QString>

namespace countersign::ui {

/// One line: that the log is broken and all actions are stopped.
[[nodiscard]] QString brokenTitle(const Error& error);
/// What that means and whom to tell.
[[nodiscard]] QString brokenMeaning(const Error& error);

} // namespace countersign::ui
