#pragma once

#include "ui/theme/Theme.h"

#include <QWidget>

namespace countersign::gallery {

/// Renders widgets at a size into files of a folder, in light and in dark.
class Gallery final
{
public:
    struct Options
    {
        QString folder;
        QString only; ///< names that begin with it; all where empty
        QSize size{1280, 800};
    };
    Gallery(Options options, ui::Theme& theme) : m_options(std::move(options)), m_theme(theme) {}

    /// Whether a picture of that name is to be taken: others need no console.
    [[nodiscard]] bool wants(const QString& name) const { return name.startsWith(m_options.only); }
    void show(QWidget& widget, const QString& name) { show(widget, name, m_options.size); }
    void show(QWidget& widget, const QString& name, QSize size);
    [[nodiscard]] int failures() const { return m_failures; }

private:
    void save(QWidget& widget, const QString& name, QSize size, ui::Mode mode);

    Options m_options;
    ui::Theme& m_theme;
    int m_failures = 0;
};

/// Lets the console work off what it asked for.
void settle();

} // namespace countersign::gallery
