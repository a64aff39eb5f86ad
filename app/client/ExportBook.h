#pragma once

#include "client/ExportView.h"
#include "client/LogFollower.h"
#include "client/Session.h"

#include <map>

#include <QTimer>

namespace countersign::client {

/// All exports that the person may see, kept fresh by events. Every stage's page reads from here. Each is
/// built from signed bytes after the log was advanced and each tree head that its authors saw was checked.
class ExportBook final : public QObject
{
    Q_OBJECT

public:
    ExportBook(Connection& connection, Session& session, LogFollower& log, const Clock& clock,
               QObject* parent = nullptr);
    ~ExportBook() override;

    [[nodiscard]] QCoro::Task<Result<void>> refresh();
    [[nodiscard]] QCoro::Task<Result<void>> refresh(JobId job);
    /// An event said that the job changed: it is fetched soon, many at once by one call. No sign of a person.
    void follow(const QString& job, quint64 revision);
    /// Everything anew, as `follow`.
    void followAll();
    /// Builds all views anew from what is known: who looks at them, or their keys, changed.
    void rebuild();
    /// Newest first.
    [[nodiscard]] const std::vector<ExportView>& exports() const { return m_exports; }
    [[nodiscard]] const ExportView* find(const JobId& job) const;
    /// Those at a gate at which this person may decide: oldest first, high sensitivity before standard.
    [[nodiscard]] std::vector<const ExportView*> waitingForMe() const;
    /// For whom the views are built.
    [[nodiscard]] const PersonId& me() const { return m_session.me().person; }
    [[nodiscard]] bool loaded() const { return m_loaded; }
    /// Forgets everything (another person signs in).
    void clear();

signals:
    /// After any change; `job` empty: many.
    void changed(const QString& job);
    void failed(const QString& code);

private:
    struct Known
    {
        wire::Job job;
        std::optional<Error> fault; ///< of a tree head that an author saw
    };

    [[nodiscard]] QCoro::Task<Result<void>> load(Connection::Activity activity);
    [[nodiscard]] QCoro::Task<Result<void>> loadOnce(Connection::Activity activity);
    [[nodiscard]] QCoro::Task<Result<void>> load(JobId job, Connection::Activity activity);
    [[nodiscard]] QCoro::Task<void> catchUp();
    [[nodiscard]] QCoro::Task<Result<void>> reachPlaces(std::vector<wire::Job> jobs);
    [[nodiscard]] QCoro::Task<Result<Known>> known(wire::Job job);
    [[nodiscard]] ExportView viewOfKnown(const Known& known) const;
    void sort();
    void put(Known known);

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    const Clock& m_clock;
    FreshRun m_loading;
    std::map<JobId, Known> m_known;
    std::vector<ExportView> m_exports;
    QTimer m_soon;
    std::map<JobId, std::uint64_t> m_changed; ///< told by events, not yet fetched
    bool m_allChanged = false;
    std::uint64_t m_trustSize = 0; ///< that the views were built by
    bool m_loaded = false;
    int m_generation = 0; ///< of the person; what was asked for another is dropped
};

} // namespace countersign::client
