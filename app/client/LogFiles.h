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
/// A copy of such a file, unless there is one: not synced, for the file is there. `FileAccess`.
[[nodiscard]] Result<void> copyLogFile(const QString& file, const QString& copy);
/// Of a bundle of 256 entries of 16 KiB, and room.
constexpr qint64 largestLogFile = 8 * 1024 * 1024;
/// Empty when there is no such file; `FileAccess` when there is one that can't be read, or is larger.
[[nodiscard]] Result<Bytes> readLogFile(const QString& file, qint64 limit = largestLogFile);

} // namespace countersign::client
