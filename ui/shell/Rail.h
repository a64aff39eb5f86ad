#pragma once

#include "ui/shell/PageEntry.h"

#include <map>

#include <QFrame>

class QVBoxLayout;

namespace countersign::ui {

class RailButton;

/// The pages that the roles in force can use.
class Rail final : public QFrame
{
    Q_OBJECT

public:
    explicit Rail(const std::vector<PageEntry>& entries, QWidget* parent = nullptr);

    void setShown(const QString& page, bool shown);
    void setBadge(const QString& page, int count);
    void setCurrent(const QString& page);
    /// Below 1100 px of width: icons alone.
    void setNarrow(bool narrow);

signals:
    void chosen(const QString& page);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::vector<RailButton*> m_order;
    std::map<QString, RailButton*> m_buttons;
};

} // namespace countersign::ui
