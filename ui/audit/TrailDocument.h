#pragma once

#include "client/WholeTrail.h"

#include <memory>

#include <QString>

class QTextDocument;

namespace countersign::ui {

/// Who had the trail checked, and with what, for a report that is filed.
struct TrailFiled
{
    QString server;      ///< its name and address
    QString environment; ///< `production` and the like
    QString person;
    QString program; ///< and its version
};
/// The report to print: black on white whatever the theme, digests whole, every finding that was kept.
[[nodiscard]] std::unique_ptr<QTextDocument> trailDocument(const client::WholeTrailReport& report,
                                                           const TrailFiled& filed);
/// As a PDF on A4; `FileAccess` where it cannot be written.
[[nodiscard]] Result<void> writeTrailPdf(const QTextDocument& document, const QString& file);

} // namespace countersign::ui
