#include "console/CommandLine.h"

#include <algorithm>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

namespace countersign::console {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

QString defaultProfiles()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/countersign/profiles");
}

QString defaultState()
{
    // Qt 6.4 has no name for it: XDG Base Directory Specification 0.8.
    const auto folder = qEnvironmentVariable("XDG_STATE_HOME");
    return (folder.isEmpty() ? QDir::homePath() + QStringLiteral("/.local/state") : folder) +
           QStringLiteral("/countersign");
}

} // namespace

CommandLine readCommandLine(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Words::tr("Countersign: exports of patient data under two pairs of eyes."));
    // Qt's own help option brings a second one for Qt's options.
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                  Words::tr("Shows this help."));
    const auto version = parser.addVersionOption();
    const QCommandLineOption profile(QStringLiteral("profile"), Words::tr("Use this server profile."),
                                     QStringLiteral("FILE"));
    const QCommandLineOption profiles(QStringLiteral("profiles"), Words::tr("Folder of server profiles."),
                                      QStringLiteral("FOLDER"), defaultProfiles());
    const QCommandLineOption state(QStringLiteral("state"), Words::tr("Folder for what this console keeps."),
                                   QStringLiteral("FOLDER"), defaultState());
    const QCommandLineOption keyStore(
        QStringLiteral("key-store"),
        Words::tr("Where your keys are kept: \"system\", or \"file\" for a file sealed by a passphrase."),
        QStringLiteral("KIND"), QStringLiteral("system"));
    parser.addOptions({help, profile, profiles, state, keyStore});
    CommandLine line;
    if (!parser.parse(arguments) || !parser.positionalArguments().isEmpty()) {
        line.wrong = true;
        line.text = parser.errorText().isEmpty() ? Words::tr("Unknown argument.") : parser.errorText();
    } else if (const auto kind = parser.value(keyStore); kind != u"system" && kind != u"file") {
        line.wrong = true;
        line.text = Words::tr("--key-store takes \"system\" or \"file\".");
    } else if (parser.isSet(help)) {
        line.text = parser.helpText();
    } else if (parser.isSet(version)) {
        line.text = QCoreApplication::applicationName() + u' ' + QCoreApplication::applicationVersion();
    }
    line.profile = parser.value(profile);
    line.profiles = parser.value(profiles);
    line.stateFolder = parser.value(state);
    line.sealedFile = parser.value(keyStore) == u"file";
    return line;
}

Profiles loadProfiles(const CommandLine& line)
{
    QStringList files;
    if (!line.profile.isEmpty())
        files += QFileInfo(line.profile).absoluteFilePath();
    else
        for (const auto& entry :
             QDir(line.profiles).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
            files += entry.absoluteFilePath();
    Profiles profiles;
    for (const auto& file : files) {
        if (auto profile = client::Profile::load(file))
            profiles.usable.push_back(std::move(*profile));
        else
            profiles.faults.push_back(profile.error());
    }
    std::sort(profiles.usable.begin(), profiles.usable.end(),
              [](const auto& a, const auto& b) { return a.name.localeAwareCompare(b.name) < 0; });
    return profiles;
}

} // namespace countersign::console
