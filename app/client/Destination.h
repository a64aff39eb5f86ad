#pragma once

#include "wire/Statement.h"

#include <QStringList>

namespace countersign::client {

/// Makes the folder where it is missing (for its owner alone) and looks, before the first byte, whether the
/// files can lie there: nothing of their names is there yet, it may be written to, and there is room.
/// `FileExists`, `FileAccess`, `DiskFull`, `StatementRefused` for a file whose name is more than a name.
/// Answers the folders that it made, innermost first; none stays where it answers an error.
[[nodiscard]] Result<QStringList> prepareDestination(const QString& folder,
                                                     const std::vector<wire::ReleaseFile>& files);
/// Takes those away again where nothing came of it; one that is no longer empty stays.
void removeEmpty(const QStringList& made);

} // namespace countersign::client
