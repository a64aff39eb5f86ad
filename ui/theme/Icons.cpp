#include "ui/theme/Icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace countersign::ui {

QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal ratio)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto drawing = file.readAll();
    drawing.replace("currentColor", colour.name().toLatin1());
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(drawing).render(&painter, QRectF(0, 0, size, size));
    return pixmap;
}

QIcon icon(const QString& name, const QColor& colour)
{
    QIcon result;
    for (const int size : {16, 20, 32, 48})
        for (const qreal ratio : {1.0, 2.0})
            result.addPixmap(iconPixmap(name, colour, size, ratio));
    return result;
}

} // namespace countersign::ui
