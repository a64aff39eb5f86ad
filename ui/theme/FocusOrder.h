#pragma once

class QWidget;

namespace countersign::ui {

/// Tab goes from `before`, and all that stands in it, to `added` and what stands in that. For widgets that
/// come later than those around them: Qt would put them at the end of the window. Both are in one window;
/// a `before` that has a focus policy, `ClickFocus` say, is found where it stands.
void followInFocus(QWidget* before, QWidget* added);

} // namespace countersign::ui
