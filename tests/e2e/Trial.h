#pragma once

#include "client/Profile.h"

#include <csignal>

#include <QStringList>
#include <QTemporaryDir>

namespace countersign::e2e {

/// The real programs as a person starts them: `countersign-trialsource` and `countersignd`, set up and
/// started by `installer/trial.sh` in a folder that goes with this object. What does not come out throws,
/// with what the script says.
class Trial
{
public:
    /// `sourceOptions` go to the source, e.g. `--patients 40`.
    explicit Trial(const QStringList& sourceOptions);
    ~Trial();
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;

    /// Before the first start: consoles reach the server at this port of localhost, by something that leads
    /// to where it listens.
    void reachedAt(quint16 port);
    /// Where the server listens.
    [[nodiscard]] quint16 serverPort() const;

    void start();
    void stop();
    /// What `trial.sh start` says of servers that do not come up; empty: they run.
    [[nodiscard]] QString whyNotStarted();
    /// Those near their end are made anew.
    void renewCertificates();
    /// Of `server` or `source`, while it runs.
    [[nodiscard]] QString processId(const QString& program) const;
    /// kill -9, or by another signal that it cannot answer, in the middle of whatever it does; or by SIGTERM,
    /// in order. The source goes on.
    void killServer(int signal = SIGKILL);

    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString dataFolder() const { return folder() + QStringLiteral("/data"); }
    [[nodiscard]] client::Profile profile() const;
    /// The one-time code with which the person enrols.
    [[nodiscard]] QString enrolmentCode(const QString& person) const;
    /// All that the export server logged for its operator.
    [[nodiscard]] QByteArray serverLog() const;
    /// Files below the data folder in which these bytes stand.
    [[nodiscard]] QStringList filesOnServerWith(const QByteArray& bytes) const;

private:
    [[nodiscard]] QString run(const QString& command, const QStringList& arguments = {});

    QTemporaryDir m_folder;
};

[[nodiscard]] QByteArray contentOf(const QString& file);

} // namespace countersign::e2e
