#pragma once

#include "mistakes/Desk.h"

namespace countersign::test {

/// Everything that was typed, chosen or ticked on the page that is seen, "name=value"; codes aside.
[[nodiscard]] QStringList typed(const Desk& desk);

} // namespace countersign::test
