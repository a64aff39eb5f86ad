#pragma once

#include <QColor>
#include <QIcon>

namespace countersign::ui {

/// One of our line icons (`resources/icons/<name>.svg`) drawn in a colour, sharp at every scale.
[[nodiscard]] QIcon icon(const QString& name, const QColor& colour);
[[nodiscard]] QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal ratio);

} // namespace countersign::ui
