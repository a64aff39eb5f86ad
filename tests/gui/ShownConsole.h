#pragma once

#include "gallery/ShownHospital.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Widgets.h"

#include <QTest>

namespace countersign::test {

/// A console at a `ShownHospital` with one person signed in and one page open; widgets are found by name
/// within that page, for names such as `code` are used once a page.
class ShownConsole
{
public:
    explicit ShownConsole(gallery::ShownWorld::Wording wording = {}) : hospital(theme(), std::move(wording))
    {
    }

    gallery::ShownHospital hospital;

    [[nodiscard]] bool open(const TestPerson& person, const char* page, const char* item = "")
    {
        m_console = hospital.console(person);
        if (!m_console)
            return false;
        m_console->show();
        window().frame()->open(QString::fromLatin1(page), QString::fromLatin1(item));
        return QTest::qWaitForWindowExposed(&window());
    }
    /// One of the hospital's, by id.
    [[nodiscard]] bool openAs(const QString& person, const char* page, const char* item = "")
    {
        const auto& world = hospital.world;
        for (const auto* one :
             {&world.asks, &world.approves, &world.fetches, &world.looks, &world.fixture.admins.front()})
            if (one->id.text() == person.toStdString())
                return open(*one, page, item);
        return false;
    }
    /// In the smallest window that the design names, with what the server answers on the page.
    [[nodiscard]] bool openSmall(const QString& person, const char* page, const char* item)
    {
        if (!openAs(person, page, item))
            return false;
        window().resize(1280, 720);
        static_cast<void>(QCoro::waitFor(client().book().refresh()));
        static_cast<void>(QCoro::waitFor(client().people().refresh()));
        QTest::qWait(0);
        return true;
    }
    [[nodiscard]] bool isOpen() const { return m_console != nullptr; }
    [[nodiscard]] client::Client& client() const { return m_console->client(); }
    [[nodiscard]] ui::MainWindow& window() const { return m_console->window(); }

    /// The visible one of that name, or null.
    template <typename Widget>
    [[nodiscard]] Widget* find(const QString& name) const
    {
        for (auto* widget : window().findChildren<Widget*>(name))
            if (widget->isVisible())
                return widget;
        return nullptr;
    }
    template <typename Widget>
    [[nodiscard]] Widget* find(const char* name) const
    {
        return find<Widget>(QString::fromLatin1(name));
    }

private:
    static ui::Theme& theme()
    {
        static ui::Theme theme{*qApp, ui::Mode::Light};
        return theme;
    }

    std::unique_ptr<console::Console> m_console;
};

} // namespace countersign::test
