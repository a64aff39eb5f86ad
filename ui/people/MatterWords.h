#pragma once

#include "client/People.h"

/// What waits for admins, in words: whole, since that is what they sign.
namespace countersign::ui {

/// "Give X the role Y", "Endorse the signing key of X": what a waiting matter would do.
[[nodiscard]] QString matterText(const client::AdminMatterView& matter);
/// "signed by X, waits for another admin"
[[nodiscard]] QString matterStandingText(const client::AdminMatterView& matter);
/// Everything else about it, a fact a line.
[[nodiscard]] QString matterDetails(const client::AdminMatterView& matter);

} // namespace countersign::ui
