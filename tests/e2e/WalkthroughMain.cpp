#include "console/Translations.h"
#include "e2e/Walkthrough.h"
#include "gallery/OffScreen.h"

#include <cstdio>
#include <exception>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

/// The whole job through the windows, for `installer/try.sh` without a display and for the test of the same.
int main(int count, char** arguments)
{
    using namespace countersign;
    const gallery::OffScreen offScreen;
    QApplication application(count, arguments);
    QCoreApplication::setOrganizationName(QStringLiteral("countersign"));
    QCoreApplication::setApplicationName(QStringLiteral("countersign-walkthrough"));
    QCommandLineParser parser;
    const QCommandLineOption trial(QStringLiteral("trial"), QStringLiteral("The trial's folder."),
                                   QStringLiteral("FOLDER"));
    const QCommandLineOption clockFile(QStringLiteral("clock-file"),
                                       QStringLiteral("File that moves the clock of a run under faketime."),
                                       QStringLiteral("FILE"));
    const QCommandLineOption dark(QStringLiteral("dark"), QStringLiteral("Dark windows."));
    const QCommandLineOption look(QStringLiteral("look"),
                                  QStringLiteral("Only what this person's console says of the log."),
                                  QStringLiteral("PERSON"));
    const QCommandLineOption goOn(
        QStringLiteral("go-on"),
        QStringLiteral("With --look: that person goes on after a break that was looked at."));
    parser.addHelpOption();
    parser.addOptions({trial, clockFile, dark, look, goOn});
    parser.process(application);
    if (!parser.isSet(trial)) {
        std::fprintf(stderr, "--trial FOLDER is needed\n");
        return 2;
    }
    console::loadTranslations(application);
    ui::Theme theme(application, parser.isSet(dark) ? ui::Mode::Dark : ui::Mode::Light);
    const SystemClock clock;
    e2e::Stage stage;
    stage.trial = QDir(parser.value(trial)).absolutePath();
    stage.screenshots = stage.trial + QStringLiteral("/screenshots");
    QDir(stage.screenshots).removeRecursively();
    QDir().mkpath(stage.screenshots);
    stage.theme = &theme;
    stage.clock = &clock;
    const auto screenshots = stage.screenshots;
    try {
        e2e::Authenticator authenticator(stage.trial + QStringLiteral("/authenticator"),
                                         parser.value(clockFile));
        stage.authenticator = &authenticator;
        e2e::Walkthrough walkthrough(std::move(stage));
        if (parser.isSet(look)) {
            walkthrough.look(parser.value(look), parser.isSet(goOn));
            std::printf("\nScreenshot: %s\n", qUtf8Printable(screenshots));
            return 0;
        }
        walkthrough.run();
        std::printf("\nDone. Screenshots: %s\nVerified files: %s\n", qUtf8Printable(screenshots),
                    qUtf8Printable(walkthrough.destination()));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr,
                     "\nThis step did not come out: %s\nScreenshots so far: %s\nWhat an earlier run left "
                     "half done may be the "
                     "cause: begin anew with --fresh.\n",
                     error.what(), qUtf8Printable(screenshots));
        return 1;
    }
}
