#pragma once

#include "ui/theme/Widgets.h"

namespace countersign::ui {

/// A pill that is never cut: a title beside it, which somebody else chose, gives way to what the console
/// says.
class WholeChip final : public Chip
{
public:
    using Chip::Chip;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
};

} // namespace countersign::ui
