#pragma once

#include "client/Doubt.h"

#include <QString>

/// What a broken log leaves in doubt, as a person reads it.
namespace countersign::ui {

[[nodiscard]] QString doubtTitle(const client::Doubt& doubt);
/// Of an export: what of its statements is in doubt. `log`: the one that broke.
[[nodiscard]] QString doubtText(const client::Doubt& doubt, const std::string& log);
/// Of an export: which of its files left; empty for none.
[[nodiscard]] QString doubtOfFiles(const client::Doubt& doubt);

} // namespace countersign::ui
