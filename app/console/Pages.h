#pragma once

#include "client/Client.h"
#include "ui/shell/PageEntry.h"

namespace countersign::console {

/// The pages of the rail, in its order, with the roles that open them.
[[nodiscard]] std::vector<ui::PageEntry> pagesOf(client::Client& client);

} // namespace countersign::console
