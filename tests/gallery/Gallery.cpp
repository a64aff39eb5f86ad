#include "gallery/Gallery.h"

#include <QApplication>
#include <QEventLoop>
#include <QTimer>

namespace countersign::gallery {

namespace {
constexpr int settlingMs = 600; // nobody asserts anything here: long enough to look at
}

void settle()
{
    QEventLoop loop;
    QTimer::singleShot(settlingMs, &loop, &QEventLoop::quit);
    loop.exec();
}

void Gallery::show(QWidget& widget, const QString& name, QSize size)
{
    if (!wants(name))
        return;
    save(widget, name, size, ui::Mode::Light);
    save(widget, name + QStringLiteral("-dark"), size, ui::Mode::Dark);
    m_theme.setMode(ui::Mode::Light);
}

void Gallery::save(QWidget& widget, const QString& name, QSize size, ui::Mode mode)
{
    m_theme.setMode(mode);
    widget.resize(size);
    widget.show();
    QApplication::processEvents();
    QApplication::processEvents();
    if (!widget.grab().save(m_options.folder + u'/' + name + QStringLiteral(".png")))
        ++m_failures;
}

} // namespace countersign::gallery
