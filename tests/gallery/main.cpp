#include "console/Translations.h"
#include "gallery/Gallery.h"
#include "gallery/ShownHospital.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"

#include <cstdio>
#include <cstdlib>

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>

using namespace countersign;

namespace {

struct Hall
{
    gallery::ShownHospital& hospital;
    gallery::Gallery& gallery;

    [[nodiscard]] std::unique_ptr<console::Console> console(const test::TestPerson& person) const
    {
        auto made = hospital.console(person);
        if (!made)
            std::exit(1);
        gallery::settle();
        return made;
    }

    void show(const test::TestPerson& person, const QString& page, const QString& item,
              const QString& name) const
    {
        const auto shown = console(person);
        shown->window().frame()->open(page, item);
        gallery::settle();
        gallery.show(shown->window(), name);
    }
};

void showPages(const Hall& hall)
{
    const auto& world = hall.hospital.world;
    const auto page = [&](const test::TestPerson& person, const char* name, const char* item,
                          const char* file) {
        hall.show(person, QString::fromLatin1(name), QString::fromLatin1(item), QString::fromLatin1(file));
    };
    page(world.approves, "overview", "", "02-overview-approver");
    page(world.asks, "overview", "", "02-overview-operator");
    page(world.fetches, "overview", "", "02-overview-downloader");
    page(world.fixture.admins.front(), "overview", "", "02-overview-admin");
    page(world.asks, "requests", "", "03-requests");
    page(world.asks, "requests", "new", "03-request-new");
    page(world.asks, "requests", "job_running", "03-request-running");
    page(world.approves, "approvals", "", "04-approvals");
    page(world.approves, "approvals", "job_waiting", "04-approval");
    page(world.fetches, "downloads", "", "06-downloads");
    page(world.looks, "audit", "job_released", "07-timeline");
    page(world.fixture.admins.front(), "people", "brandt", "09-people");
    page(world.fixture.admins.front(), "keys", "kek_standard", "10-keys");
}

/// What stands around the pages.
void showShell(const Hall& hall)
{
    const auto console = hall.console(hall.hospital.world.approves);
    auto& window = console->window();
    hall.gallery.show(window, QStringLiteral("20-narrow"), {1000, 720});
    window.resize(1280, 800);
    if (auto* find = window.findChild<QPushButton*>(QStringLiteral("footerFind")))
        find->click();
    if (auto* field = window.findChild<QLineEdit*>(QStringLiteral("finderField")))
        field->setText(QStringLiteral("a"));
    hall.gallery.show(window, QStringLiteral("21-finder"));
    console->client().session().lock();
    hall.gallery.show(window, QStringLiteral("22-lock"));
}

void showBrokenLog(const Hall& hall)
{
    const auto console = hall.console(hall.hospital.world.looks);
    hall.hospital.server.rewriteLog();
    static_cast<void>(QCoro::waitFor(console->client().log().advance()));
    gallery::settle();
    hall.gallery.show(console->window(), QStringLiteral("11-log-broken"));
}

} // namespace

int main(int count, char** arguments)
{
    QApplication application(count, arguments);
    console::loadTranslations(application);
    if (count != 2 || !QDir().mkpath(QString::fromLocal8Bit(arguments[1]))) {
        std::fputs("usage: countersign-gallery FOLDER\n", stderr);
        return 2;
    }
    ui::Theme theme(application, ui::Mode::Light);
    gallery::Gallery shown(QString::fromLocal8Bit(arguments[1]), theme);
    gallery::ShownHospital hospital(theme);
    const Hall hall{hospital, shown};
    shown.show(hospital.console()->window(), QStringLiteral("01-sign-in"));
    showPages(hall);
    showShell(hall);
    showBrokenLog(hall);
    return shown.failures() == 0 ? 0 : 1;
}
