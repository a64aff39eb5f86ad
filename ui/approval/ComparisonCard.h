#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

/// What differs from the last approved request of the same source and recipient, and what to look at.
class ComparisonCard final : public Card
{
    Q_OBJECT

public:
    explicit ComparisonCard(client::ExportBook& book, QWidget* parent = nullptr);
    void set(const client::ExportView& view, Time now);

private:
    client::ExportBook& m_book;
    FactGrid* m_rows;
    QLabel* m_since;
};

/// Signals worth a second look, each with a word on a chip.
class SignalsCard final : public Card
{
    Q_OBJECT

public:
    explicit SignalsCard(client::ExportBook& book, QWidget* parent = nullptr);
    void set(const client::ExportView& view);

private:
    client::ExportBook& m_book;
    QVBoxLayout* m_rows;
};

} // namespace countersign::ui
