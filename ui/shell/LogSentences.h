#pragma once

#include "base/Error.h"

#include <QString>

namespace countersign::ui {

/// Of the codes that say that a log is not what its server signed or showed before; empty for others. What
/// stands on the page of the broken log is in `LogWords`.
[[nodiscard]] QString logSentence(ErrorCode code);

} // namespace countersign::ui
