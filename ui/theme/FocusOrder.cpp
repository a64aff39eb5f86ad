#include "ui/theme/FocusOrder.h"

#include <vector>

#include <QWidget>

namespace countersign::ui {

void followInFocus(QWidget* before, QWidget* added)
{
    std::vector<QWidget*> moved;
    const auto take = [&](QWidget* widget) {
        if (widget->focusPolicy() != Qt::NoFocus) // Qt orders no others
            moved.push_back(widget);
    };
    take(added);
    for (auto* next = added->nextInFocusChain(); next != added; next = next->nextInFocusChain())
        if (added->isAncestorOf(next))
            take(next);
    auto* last = before;
    for (auto* next = before->nextInFocusChain();
         before->isAncestorOf(next) && next != added && !added->isAncestorOf(next);
         next = next->nextInFocusChain())
        last = next;
    while (last->focusPolicy() == Qt::NoFocus && !last->isWindow())
        last = last->previousInFocusChain();
    if (last->isWindow() && last->focusPolicy() == Qt::NoFocus)
        return; // nothing stands before it
    for (auto* widget : moved) {
        QWidget::setTabOrder(last, widget);
        last = widget;
    }
}

} // namespace countersign::ui
