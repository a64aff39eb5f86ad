#pragma once

#include "client/ExportView.h"
#include "client/LogFollower.h"
#include "client/Session.h"

#include <QObject>

namespace countersign::client {

/// All exports that the person may see, kept fresh by events. Every stage's page reads from here.
class ExportBook final : public QObject
{
    Q_OBJECT

public:
    ExportBook(Connection& connection, Session& session, LogFollower& log, const Clock& clock,
               QObject* parent = nullptr);

    [[nodiscard]] QCoro::Task<Result<void>> refresh();
    [[nodiscard]] QCoro::Task<Result<void>> refresh(JobId job);
    /// Newest first.
    [[nodiscard]] const std::vector<ExportView>& exports() const { return m_exports; }
    [[nodiscard]] const ExportView* find(const JobId& job) const;
    /// Those at a gate at which this person may decide: oldest first, high sensitivity before standard.
    [[nodiscard]] std::vector<const ExportView*> waitingForMe() const;
    [[nodiscard]] bool loaded() const { return m_loaded; }
    /// Forgets everything (another person signs in).
    void clear();

signals:
    /// After any change; `job` empty: many.
    void changed(const QString& job);
    void failed(const QString& code);

private:
    void put(ExportView view);

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    const Clock& m_clock;
    std::vector<ExportView> m_exports;
    bool m_loaded = false;
};

} // namespace countersign::client
