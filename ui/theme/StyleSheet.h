#pragma once

#include "ui/theme/Theme.h"

namespace countersign::ui {

/// The application's one style sheet. Widgets say what they are by class and by the properties `kind`, `tone`
/// and `look`.
[[nodiscard]] QString styleSheet(const Tokens& tokens);

} // namespace countersign::ui
