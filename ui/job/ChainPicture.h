#pragma once

#include "client/ExportView.h"

#include <QWidget>

class QButtonGroup;
class QGridLayout;
class QVBoxLayout;

namespace countersign::ui {

class ChainNode;

/// What an export rests on, from left to right: each link with whose it is and whether it holds, as this
/// console checked it. A link opens below: its statements, exactly as they were signed.
class ChainPicture final : public QWidget
{
    Q_OBJECT

public:
    explicit ChainPicture(QWidget* parent = nullptr);
    /// With a broken log no link holds.
    void set(const client::ExportView& view, Time now, bool logHolds);
    /// What a link opens is shown there, not below the picture.
    void openIn(QVBoxLayout* column) { m_place = column; }
    void closeLink() { open(-1); }

signals:
    void opened(bool any);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void open(int link);

    client::ExportView m_view;
    Time m_now;
    bool m_logHolds = true;
    std::vector<ChainNode*> m_nodes;
    QGridLayout* m_row;
    QWidget* m_detail = nullptr; ///< of the link that is open
    QVBoxLayout* m_column;
    QVBoxLayout* m_place = nullptr;
    std::size_t m_shown = 0; ///< nodes
    int m_open = -1;
    int m_perRow = 0;
};

} // namespace countersign::ui
