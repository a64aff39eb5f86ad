#include "e2e/Trial.h"

#include <stdexcept>
#include <tuple>

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

namespace countersign::e2e {

namespace {

constexpr int patience = 60'000; // ms

// Gone, or only its exit code is left for a parent that does not ask.
bool hasEnded(const QString& pid)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return true;
    const auto text = status.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) == "Z";
}

} // namespace

QByteArray contentOf(const QString& file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        throw std::runtime_error((file + QStringLiteral(" cannot be read")).toStdString());
    return source.readAll();
}

Trial::Trial(const QStringList& sourceOptions)
{
    if (const auto fault = run(QStringLiteral("prepare"), sourceOptions); !fault.isEmpty())
        throw std::runtime_error(fault.toStdString());
}

Trial::~Trial()
{
    std::ignore = run(QStringLiteral("stop"));
    if (qEnvironmentVariableIsSet("COUNTERSIGN_KEEP_TRIAL")) {
        m_folder.setAutoRemove(false);
        qInfo("the trial is kept in %s", qPrintable(folder()));
    }
}

QString Trial::run(const QString& command, const QStringList& arguments)
{
    QProcess script;
    script.setProcessChannelMode(QProcess::MergedChannels);
    script.setStandardInputFile(QProcess::nullDevice());
    script.start(QStringLiteral(COUNTERSIGN_TRIAL_SCRIPT), QStringList{command, folder()} + arguments);
    if (script.waitForFinished(patience) && script.exitStatus() == QProcess::NormalExit &&
        script.exitCode() == 0)
        return {};
    return QStringLiteral("trial.sh %1: %2")
        .arg(command, QString::fromUtf8(script.readAll() + script.errorString().toUtf8()));
}

quint16 Trial::serverPort() const
{
    static const QRegularExpression port(QStringLiteral("^port = ([0-9]+)$"),
                                         QRegularExpression::MultilineOption);
    return port.match(QString::fromUtf8(contentOf(folder() + QStringLiteral("/countersign.toml"))))
        .captured(1)
        .toUShort();
}

void Trial::reachedAt(quint16 port)
{
    const auto there = "https://localhost:" + QByteArray::number(serverPort());
    for (const auto* name : {"/countersign.toml", "/profiles/trial.json"}) {
        const auto text = contentOf(folder() + QLatin1String(name));
        QFile file(folder() + QLatin1String(name));
        if (!text.contains(there) || !file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
            file.write(QByteArray(text).replace(there, "https://localhost:" + QByteArray::number(port))) < 0)
            throw std::runtime_error(name + std::string(" does not say where the server is"));
    }
}

QString Trial::whyNotStarted()
{
    return run(QStringLiteral("start"));
}

void Trial::start()
{
    if (const auto fault = whyNotStarted(); !fault.isEmpty())
        throw std::runtime_error(fault.toStdString());
}

void Trial::stop()
{
    if (const auto fault = run(QStringLiteral("stop")); !fault.isEmpty())
        throw std::runtime_error(fault.toStdString());
}

void Trial::renewCertificates()
{
    if (const auto fault = run(QStringLiteral("prepare")); !fault.isEmpty())
        throw std::runtime_error(fault.toStdString());
}

QString Trial::processId(const QString& program) const
{
    return QString::fromLatin1(contentOf(folder() + u'/' + program + QStringLiteral(".pid")).trimmed());
}

void Trial::killServer(int signal)
{
    const auto pid = processId(QStringLiteral("server"));
    if (pid.toInt() <= 1 || ::kill(pid.toInt(), signal) != 0)
        throw std::runtime_error("the server does not run");
    if (!QTest::qWaitFor([&] { return hasEnded(pid); }, patience))
        throw std::runtime_error("the server outlived its signal");
    QFile::remove(folder() + QStringLiteral("/server.pid"));
}

client::Profile Trial::profile() const
{
    auto profile = client::Profile::load(folder() + QStringLiteral("/profiles/trial.json"));
    if (!profile)
        throw std::runtime_error("the trial's profile: " + profile.error().detail);
    return std::move(*profile);
}

QString Trial::enrolmentCode(const QString& person) const
{
    for (const auto& line : contentOf(folder() + QStringLiteral("/codes")).split('\n'))
        if (const auto words = line.split(' '); words.size() == 3 && QString::fromLatin1(words[0]) == person)
            return QString::fromLatin1(words[1]);
    throw std::runtime_error(("there is no enrolment code of " + person).toStdString());
}

QByteArray Trial::serverLog() const
{
    return contentOf(folder() + QStringLiteral("/server.log"));
}

QStringList Trial::filesOnServerWith(const QByteArray& bytes) const
{
    QStringList found;
    QDirIterator files(dataFolder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        if (const auto file = files.next(); contentOf(file).contains(bytes))
            found += file;
    return found;
}

} // namespace countersign::e2e
