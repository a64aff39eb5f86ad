#pragma once

#include "ui/shell/FinderHits.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace countersign::ui {

/// Ctrl+K: type a few letters, go there with Enter.
class Finder final : public QFrame
{
    Q_OBJECT

public:
    Finder(client::Client& client, const std::vector<PageEntry>& pages, QWidget* parent);

    /// Over the middle of the parent.
    void open();

signals:
    void chosen(const QString& page, const QString& item);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void find(const QString& query);
    void choose(int row);

    client::Client& m_client;
    const std::vector<PageEntry>& m_pages;
    QLineEdit* m_field;
    QListWidget* m_list;
    std::vector<FinderHit> m_hits;
};

} // namespace countersign::ui
