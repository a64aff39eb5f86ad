#pragma once

#include "base/Error.h"

#include <QString>

namespace countersign::ui {

/// The part of `sentence` that is about FHIR sources; empty for any other code.
[[nodiscard]] QString sourceSentence(ErrorCode code);

} // namespace countersign::ui
