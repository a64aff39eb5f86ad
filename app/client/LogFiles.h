#pragma once

#include "base/Bytes.h"
#include "base/Error.h"

#include <QByteArray>
#include <QString>

/// Files in which a console keeps what it knows of a log: for their owner alone.
namespace countersign::client {

/// Whole or not at all: written beside, synced, renamed, the folder synced. Makes missing folders (0700).
/// `FileAccess`.
[[nodiscard]] Result<void> writeLogFile(const QString& file, const QByteArray& bytes);
/// Empty when there is no such file; `FileAccess` when there is one that can't be read.
[[nodiscard]] Result<Bytes> readLogFile(const QString& file);

} // namespace countersign::client
