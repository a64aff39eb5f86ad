#pragma once

#include "wire/Statement.h"

#include <QString>

namespace countersign::client {

/// Makes the folder where it is missing (for its owner alone) and looks, before the first byte, whether the
/// files can lie there: nothing of their names is there yet, it may be written to, and there is room.
/// `FileExists`, `FileAccess`, `DiskFull`, `StatementRefused` for a file whose name is more than a name.
[[nodiscard]] Result<void> prepareDestination(const QString& folder,
                                              const std::vector<wire::ReleaseFile>& files);

} // namespace countersign::client
