#pragma once

#include "client/WholeTrail.h"
#include "ui/theme/Widgets.h"

#include <QDate>

class QComboBox;
class QDateEdit;
class QSpinBox;
class QStackedWidget;

namespace countersign::ui {

/// What of the audit log is to be checked, and the button that begins it.
class TrailStart final : public Card
{
    Q_OBJECT

public:
    explicit TrailStart(QWidget* parent = nullptr);

    /// How many entries there are as far as this console has verified the log, and which day it is. What was
    /// chosen stays.
    void setKnown(std::uint64_t entries, QDate today);
    [[nodiscard]] client::TrailExtent extent() const;

signals:
    void wanted();

private:
    [[nodiscard]] QWidget* makeEntries();
    [[nodiscard]] QWidget* makeDays();
    void follow();

    QComboBox* m_what;
    QStackedWidget* m_ranges;
    QLabel* m_whole;
    QSpinBox* m_first;
    QSpinBox* m_last;
    QDateEdit* m_from;
    QDateEdit* m_to;
    QPushButton* m_start;
    QLabel* m_flaw;
    bool m_suggested = false;
};

} // namespace countersign::ui
