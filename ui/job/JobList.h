#pragma once

#include "client/JobModel.h"
#include "ui/theme/Widgets.h"

#include <QSortFilterProxyModel>

class QTableView;
class QStackedLayout;

namespace countersign::ui {

/// How a state is coloured; the word is enough without it.
[[nodiscard]] Tone toneOf(wire::JobState state);

/// A filtered, sorted list of exports, for a flush card; a double click or Enter opens one.
class JobList final : public QWidget
{
    Q_OBJECT

public:
    using Filter = std::function<bool(const client::ExportView&)>;

    JobList(client::ExportBook& book, const Clock& clock, const QString& name, Filter filter,
            QWidget* parent = nullptr);

    void setEmptyState(const QString& title, const QString& text);
    /// Whether asking for the exports failed; until they are known the list does not say that there are none.
    void setFailed(bool failed);
    /// Beside something wide: one column, with the state below the title.
    void setNarrow();
    /// Asks the filter again.
    void refilter();
    [[nodiscard]] int count() const;
    /// The one selected, or null.
    [[nodiscard]] const client::ExportView* current() const;

signals:
    void opened(const QString& job);
    void currentChanged();

private:
    class Proxy;
    void showWhatThereIs();

    client::ExportBook& m_book;
    client::JobModel* m_model;
    Proxy* m_proxy;
    QTableView* m_table;
    EmptyState* m_empty;
    bool m_narrow = false;
    bool m_failed = false;
    QLineEdit* m_search;
    QStackedLayout* m_stack;
};

} // namespace countersign::ui
