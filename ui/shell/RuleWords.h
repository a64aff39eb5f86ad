#pragma once

#include "client/Lack.h"
#include "trust/Admission.h"

#include <QString>

namespace countersign::ui {

/// Why a statement does not count, told to somebody who did not write it: the end of a sentence, without
/// a full stop. `Sentences` speaks to the author instead.
[[nodiscard]] QString ruleWords(ErrorCode code, client::Lack lack = client::Lack::Other);
/// The same of a release that is wider than its request.
[[nodiscard]] QString widerWords(trust::Wider wider);

} // namespace countersign::ui
