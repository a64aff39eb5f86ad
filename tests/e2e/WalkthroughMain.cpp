#include "console/Translations.h"
#include "e2e/Walkthrough.h"
#include "gallery/OffScreen.h"

#include <cstdio>
#include <exception>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>

#include <sys/stat.h>

namespace {

/// What a look says and shows is kept beside what the walkthrough left, and beside earlier looks.
void setScreenshots(countersign::e2e::Stage& stage, bool look)
{
    stage.screenshots = stage.trial + (look ? QStringLiteral("/looks") : QStringLiteral("/screenshots"));
    QDir folder(stage.screenshots);
    if (!look)
        folder.removeRecursively();
    folder.mkpath(QStringLiteral("."));
    stage.shots = static_cast<int>(folder.entryList({QStringLiteral("*.png")}).size());
}

QString advice(const QString& trial, bool look)
{
    if (look)
        return QStringLiteral(
            "The log is as it was, and nothing was deleted: the same command can be given again.");
    return QStringLiteral("The same command goes on with what is there. Where it ends at the same step "
                          "again, --fresh begins "
                          "anew; it deletes %1 with all that the trial received.")
        .arg(trial);
}

} // namespace

/// The whole job through the windows, for `installer/try.sh` without a display and for the test of the same.
int main(int count, char** arguments)
{
    using namespace countersign;
    const gallery::OffScreen offScreen;
    ::umask(S_IRWXG | S_IRWXO); // records and evidence are for nobody else on this machine
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
    const bool looks = parser.isSet(look);
    setScreenshots(stage, looks);
    stage.theme = &theme;
    stage.clock = &clock;
    const auto screenshots = stage.screenshots;
    const auto folder = stage.trial;
    try {
        e2e::Authenticator authenticator(stage.trial + QStringLiteral("/authenticator"),
                                         parser.value(clockFile));
        stage.authenticator = &authenticator;
        e2e::Walkthrough walkthrough(std::move(stage));
        if (looks) {
            walkthrough.look(parser.value(look), parser.isSet(goOn));
            std::printf("\nScreenshots of looks: %s\n", qUtf8Printable(screenshots));
            return 0;
        }
        walkthrough.run();
        std::printf(
            "\nDone. Screenshots: %s\nVerified files: %s\nEvidence: %s\nThe profile against which it can be "
            "checked: %s/profiles/trial.json\n",
            qUtf8Printable(screenshots), qUtf8Printable(walkthrough.destination()),
            qUtf8Printable(walkthrough.evidence()), qUtf8Printable(folder));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "\nThis step did not come out: %s\nScreenshots so far: %s\n%s\n", error.what(),
                     qUtf8Printable(screenshots), qUtf8Printable(advice(folder, looks)));
        return 1;
    }
}
