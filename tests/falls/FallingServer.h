#pragma once

#include "e2e/Trial.h"
#include "falls/FallPlan.h"

#include <QProcess>

namespace countersign::falls {

/// The trial's real `countersignd`, with `FallShim` before its disk: it can be killed at any step by which it
/// makes something last, or find its disk full at any write. What does not come out throws.
class FallingServer
{
public:
    /// Serves the trial's folder in place of the server that `trial.sh` would start.
    explicit FallingServer(const e2e::Trial& trial);
    ~FallingServer();
    FallingServer(const FallingServer&) = delete;
    FallingServer& operator=(const FallingServer&) = delete;

    /// Puts by what the server and the consoles have stored, and brings it back; while it does not run.
    void keep(const QString& name) const;
    void restore(const QString& name) const;

    void start();
    /// Whether it came up; otherwise it has ended, and `output` tells why.
    [[nodiscard]] bool comesUp();
    [[nodiscard]] bool runs() const { return m_process.state() != QProcess::NotRunning; }
    void kill();
    /// SIGTERM.
    void terminate() { m_process.terminate(); }
    /// The same, and waits for its end; its exit code.
    [[nodiscard]] int stop();
    /// SIGHUP.
    void reload() const;
    /// Its clock alone: so many seconds after everybody else's.
    void setClock(int seconds) const;
    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }
    /// What it wrote to stderr since its last start.
    [[nodiscard]] QString output() const;

    /// From now on steps are counted; at this one the server is killed.
    void killAt(std::uint32_t step);
    /// From now on writes are counted; from this one on the disk is full.
    void fillAt(std::uint32_t write);
    void makeRoom();
    /// Nothing more is counted, nothing falls.
    void letBe();
    [[nodiscard]] std::uint32_t steps() const { return m_plan->steps; }
    /// Of a step since `killAt`, from 1.
    [[nodiscard]] QString nameOf(std::uint32_t step) const;
    /// How many calls the full disk refused, and which was the first.
    [[nodiscard]] std::uint32_t refused() const { return m_plan->refused; }
    [[nodiscard]] QString firstRefused() const { return QString::fromLatin1(m_plan->firstRefused); }

private:
    void count();
    void forgetClock();
    [[nodiscard]] QString clockFile() const { return m_trial.folder() + QStringLiteral("/fall.clock"); }

    const e2e::Trial& m_trial;
    FallPlan* m_plan = nullptr;
    QProcess m_process;
    qint64 m_id = 0; ///< of the process that was started last
};

} // namespace countersign::falls
