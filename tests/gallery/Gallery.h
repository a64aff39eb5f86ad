#pragma once

#include "ui/theme/Theme.h"

#include <QWidget>

namespace countersign::gallery {

/// Renders widgets at a size into files of a folder, in light and in dark.
class Gallery final
{
public:
    Gallery(QString folder, ui::Theme& theme) : m_folder(std::move(folder)), m_theme(theme) {}

    void show(QWidget& widget, const QString& name, QSize size = {1280, 800});
    [[nodiscard]] int failures() const { return m_failures; }

private:
    void save(QWidget& widget, const QString& name, QSize size, ui::Mode mode);

    QString m_folder;
    ui::Theme& m_theme;
    int m_failures = 0;
};

/// Lets the console work off what it asked for.
void settle();

} // namespace countersign::gallery
