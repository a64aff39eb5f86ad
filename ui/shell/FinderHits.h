#pragma once

#include "client/Client.h"
#include "ui/shell/PageEntry.h"

namespace countersign::ui {

/// A thing that Ctrl+K leads to.
struct FinderHit
{
    QString title;
    QString what; ///< kind and details, muted
    QString page;
    QString item; ///< within the page, or empty
};

/// Pages, exports (title, recipient, asker, job id) and people (name, id) that hold every word of `query`;
/// those that begin with it first. An empty query gives the pages.
[[nodiscard]] std::vector<FinderHit> findHits(const QString& query, const std::vector<PageEntry>& pages,
                                              client::Client& client);
/// The page on which this person looks at an export, or empty.
[[nodiscard]] QString pageOfExport(const client::ExportView& view, const client::Session& session);

} // namespace countersign::ui
