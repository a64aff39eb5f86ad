#pragma once

#include "client/KeyModel.h"
#include "ui/theme/Delegates.h"

/// A key's facts in words, for the row and for the card.
namespace countersign::ui {

[[nodiscard]] int ageDays(const wire::KeyRow& key, Time now);
/// Active, and within a week of its rotation or past it.
[[nodiscard]] bool rotationDue(const wire::KeyRow& key, Time now);
[[nodiscard]] CellDelegate::Cell keyStateCell(const wire::KeyRow& key, Time now);
[[nodiscard]] CellDelegate::Cell keyUseCell(const wire::KeyRow& key);
[[nodiscard]] CellDelegate::Cell keyCell(const wire::KeyRow& key, client::KeyModel::Column column, Time now);
[[nodiscard]] QString lastUseText(const wire::KeyRow& key, Time now);

} // namespace countersign::ui
