#pragma once

#include "ui/overview/OverviewFacts.h"

namespace countersign::ui {

/// What happened to the exports that this person may see.
class LatelyCard final : public Card
{
    Q_OBJECT

public:
    explicit LatelyCard(QWidget* parent = nullptr);
    void set(const std::vector<LatelyItem>& items, Time now);

private:
    struct Line
    {
        QLabel* text;
        QLabel* when;
    };
    std::vector<Line> m_lines;
};

} // namespace countersign::ui
