#pragma once

#include "client/Connection.h"

#include <QPointer>

namespace countersign::client {

/// Entries [first, end) of the audit log, from its bundles, by the server's word: whoever asks proves them.
/// Nothing of them is kept, in memory or on disk: they are a compliance officer's to read, and there may be
/// millions. `LogTileMissing` where the server lacks a bundle, `LogEntryLacking` and `LogEntryAdded` for one
/// of another length.
[[nodiscard]] QCoro::Task<Result<std::vector<std::string>>>
auditEntries(QPointer<Connection> connection, std::uint64_t first, std::uint64_t end, std::uint64_t size);

/// One that asks for many things in a row waits where the server wants it to.
[[nodiscard]] QCoro::Task<Result<QByteArray>> patientGet(QPointer<Connection> connection, QString path);

} // namespace countersign::client
