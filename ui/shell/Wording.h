#pragma once

#include "client/ExportView.h"

#include <QString>

namespace countersign::ui {

/// An export request in words, rich text with the facts in bold: the same paragraph for operator ("You ask
/// …") and approver
/// ("Joy Okafor asks …"). Every value is escaped.
[[nodiscard]] QString requestInWords(const wire::ExportRequestBody& request, const QString& who,
                                     const QStringList& fetchers, bool asYou);
/// What an estimate counts: a source says how much it has in all, not how much of it a cohort has. `count` is
/// the figure, worded.
[[nodiscard]] QString estimateText(const QString& count, wire::Level level);
/// "1 resource", "1,284 resources".
[[nodiscard]] QString resourcesText(std::uint64_t count);
/// "3 of 11 files".
[[nodiscard]] QString filesText(std::uint64_t done, std::uint64_t all);
/// Pretty-printed JSON of the exact payload bytes, for reading; what is signed are the bytes.
[[nodiscard]] QString readablePayload(const QByteArray& payload);
/// Whose turn it is, e.g. "waits for an approver", "taking in, 3 of 11 files".
[[nodiscard]] QString turnText(const client::ExportView& view);

} // namespace countersign::ui
