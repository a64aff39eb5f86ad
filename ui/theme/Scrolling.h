#pragma once

#include <initializer_list>

class QScrollArea;
class QWidget;

namespace countersign::ui {

/// `content` in an area that scrolls where it must; sideways only where even its least width has no room. The
/// area itself takes no focus: the keyboard goes to what stands in it, and what has the focus is scrolled to.
[[nodiscard]] QScrollArea* scrolling(QWidget* content);
/// Cards below one another, at the top of a scrolling area.
[[nodiscard]] QScrollArea* scrollingColumn(std::initializer_list<QWidget*> cards);

} // namespace countersign::ui
