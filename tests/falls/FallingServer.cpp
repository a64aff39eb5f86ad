#include "falls/FallingServer.h"

#include <filesystem>
#include <stdexcept>
#include <tuple>

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <semaphore.h>
#include <sys/mman.h>

namespace countersign::falls {

namespace {

namespace fs = std::filesystem;

constexpr int patience = 30'000; // ms

// What the server and the consoles store; the rest of the trial's folder stays as it is.
const std::vector<std::string> stored{"data", "console"};

FallPlan* mapped(const QString& name)
{
    QFile file(name);
    void* memory = MAP_FAILED;
    if (file.open(QIODevice::ReadWrite) && file.resize(sizeof(FallPlan)))
        memory = ::mmap(nullptr, sizeof(FallPlan), PROT_READ | PROT_WRITE, MAP_SHARED, file.handle(), 0);
    if (memory == MAP_FAILED)
        throw std::runtime_error("the plan cannot be shared");
    return static_cast<FallPlan*>(memory);
}

void copyWhole(const fs::path& from, const fs::path& to)
{
    fs::remove_all(to);
    if (!fs::exists(from))
        return;
    fs::create_directories(to.parent_path());
    fs::copy(from, to, fs::copy_options::recursive);
}

} // namespace

FallingServer::FallingServer(const e2e::Trial& trial)
    : m_trial(trial), m_plan(mapped(trial.folder() + QStringLiteral("/fall.plan")))
{
    if (!qEnvironmentVariableIsSet("FAKETIME_TIMESTAMP_FILE"))
        throw std::runtime_error("run it by tests/e2e/TrialClock.sh");
    auto environment = QProcessEnvironment::systemEnvironment();
    const auto before = environment.value(QStringLiteral("LD_PRELOAD")); // faketime
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(COUNTERSIGN_FALL_SHIM) +
                                                         (before.isEmpty() ? QString() : u':' + before));
    environment.insert(QString::fromLatin1(planVariable), trial.folder() + QStringLiteral("/fall.plan"));
    environment.insert(QString::fromLatin1(folderVariable), trial.dataFolder());
    environment.insert(QStringLiteral("FAKETIME_TIMESTAMP_FILE"), clockFile());
    environment.remove(QStringLiteral("FAKETIME_SHARED")); // else it dies holding everybody's clock
    m_process.setProcessEnvironment(environment);
    setClock(0);
}

FallingServer::~FallingServer()
{
    kill();
    forgetClock();
    ::munmap(m_plan, sizeof(FallPlan));
}

void FallingServer::keep(const QString& name) const
{
    const fs::path folder(m_trial.folder().toStdString());
    for (const auto& part : stored)
        copyWhole(folder / part, folder / "kept" / name.toStdString() / part);
}

void FallingServer::restore(const QString& name) const
{
    const fs::path folder(m_trial.folder().toStdString());
    for (const auto& part : stored)
        copyWhole(folder / "kept" / name.toStdString() / part, folder / part);
}

// What libfaketime leaves of a process that was killed.
void FallingServer::forgetClock()
{
    const auto id = std::to_string(m_id);
    ::sem_unlink(("/faketime_sem_" + id).c_str());
    ::shm_unlink(("/faketime_shm_" + id).c_str());
}

void FallingServer::start()
{
    if (!comesUp())
        throw std::runtime_error("the server does not start: " + output().toStdString());
}

bool FallingServer::comesUp()
{
    const auto listening = m_trial.folder() + QStringLiteral("/fall.listening");
    QFile::remove(listening);
    // A file: a pipe that nobody empties would hold the server up.
    m_process.setStandardErrorFile(m_trial.folder() + QStringLiteral("/fall.log"));
    forgetClock();
    m_process.start(QStringLiteral(COUNTERSIGN_SERVER),
                    {QStringLiteral("serve"), QStringLiteral("--config"),
                     m_trial.folder() + QStringLiteral("/countersign.toml"), QStringLiteral("--port-file"),
                     listening});
    if (!m_process.waitForStarted())
        throw std::runtime_error("countersignd cannot be run");
    m_id = m_process.processId();
    if (!QTest::qWaitFor([&] { return QFile::exists(listening) || !runs(); }, patience))
        throw std::runtime_error("the server neither starts nor ends");
    return runs();
}

void FallingServer::kill()
{
    if (!runs())
        return;
    m_process.kill();
    m_process.waitForFinished();
}

int FallingServer::stop()
{
    if (runs())
        terminate();
    if (runs() && !m_process.waitForFinished(patience))
        throw std::runtime_error("the server does not end");
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

void FallingServer::reload() const
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGHUP);
}

void FallingServer::setClock(int seconds) const
{
    const auto ours = qEnvironmentVariable("FAKETIME_TIMESTAMP_FILE");
    const auto fresh = (clockFile() + QStringLiteral(".new")).toStdString();
    fs::remove(fresh);
    if (seconds == 0) {
        fs::create_symlink(ours.toStdString(), fresh);
    } else {
        const auto moved = e2e::contentOf(ours).trimmed().chopped(1).toInt() + seconds; // "+90s"
        QFile file(QString::fromStdString(fresh));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write((moved < 0 ? "" : "+") + QByteArray::number(moved) + "s\n") < 0)
            throw std::runtime_error("the server's clock cannot be set");
    }
    fs::rename(fresh, clockFile().toStdString()); // read whole at each call
}

QString FallingServer::output() const
{
    return QString::fromUtf8(e2e::contentOf(m_trial.folder() + QStringLiteral("/fall.log")));
}

void FallingServer::count()
{
    letBe();
    m_plan->steps = 0;
    m_plan->writes = 0;
    m_plan->refused = 0;
    m_plan->firstRefused[0] = '\0';
}

void FallingServer::killAt(std::uint32_t step)
{
    count();
    m_plan->killAt = step;
    m_plan->armed = 1;
}

void FallingServer::fillAt(std::uint32_t write)
{
    count();
    m_plan->fullAt = write;
    m_plan->armed = 1;
}

void FallingServer::makeRoom()
{
    m_plan->fullAt = 0;
    m_plan->full = 0;
}

void FallingServer::letBe()
{
    m_plan->armed = 0;
    m_plan->killAt = 0;
    makeRoom();
}

QString FallingServer::nameOf(std::uint32_t step) const
{
    if (step == 0 || step > FallPlan::mostSteps)
        return {};
    // Ids of objects differ from run to run.
    static const QRegularExpression id(QStringLiteral("[0-9a-f]{32}"));
    return QString::fromLatin1(m_plan->names[step - 1]).replace(id, QStringLiteral("*"));
}

} // namespace countersign::falls
