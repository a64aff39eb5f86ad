#include "console/Program.h"

#include "console/CommandLine.h"
#include "console/Console.h"
#include "console/NoProfile.h"
#include "console/Translations.h"

#include <cstdio>

#include <QApplication>
#include <QWidget>

namespace countersign::console {

int runProgram(QApplication& application)
{
    QCoreApplication::setOrganizationName(QStringLiteral("countersign"));
    QCoreApplication::setApplicationName(QStringLiteral("countersign"));
    QCoreApplication::setApplicationVersion(QStringLiteral(COUNTERSIGN_VERSION));
    loadTranslations(application);
    const auto line = readCommandLine(QCoreApplication::arguments());
    if (!line.text.isEmpty()) {
        std::fprintf(line.wrong ? stderr : stdout, "%s\n", qUtf8Printable(line.text));
        return line.wrong ? 2 : 0;
    }
    ui::Theme theme(application, ui::Mode::System);
    auto profiles = loadProfiles(line);
    if (profiles.usable.empty()) {
        const auto window = noProfileWindow(line, profiles.faults);
        window->show();
        return QApplication::exec();
    }
    const SystemClock clock;
    Console console({std::move(profiles.usable), line.stateFolder, {}, line.sealedFile}, theme, clock);
    console.show();
    return QApplication::exec();
}

} // namespace countersign::console
