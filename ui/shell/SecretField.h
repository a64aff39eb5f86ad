#pragma once

#include "base/Secret.h"

class QLineEdit;

namespace countersign::ui {

/// What a field holds, as a secret; the field is emptied.
[[nodiscard]] Secret takeSecret(QLineEdit& field);

} // namespace countersign::ui
