#include "ui/theme/Scrolling.h"

#include "ui/theme/Theme.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

QScrollArea* scrolling(QWidget* content)
{
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    return area;
}

QScrollArea* scrollingColumn(std::initializer_list<QWidget*> cards)
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    for (auto* card : cards)
        column->addWidget(card);
    column->addStretch();
    return scrolling(content);
}

} // namespace countersign::ui
