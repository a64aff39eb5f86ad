#pragma once

#include "client/ExportBook.h"
#include "client/Retrieval.h"

namespace countersign::client {

/// The downloader's side.
class Downloads final : public QObject
{
    Q_OBJECT

public:
    Downloads(Connection& connection, Session& session, LogFollower& log, ExportBook& book,
              const Clock& clock, QObject* parent = nullptr);
    ~Downloads() override;

    /// Released exports that this person may fetch and has not yet, newest first.
    [[nodiscard]] std::vector<const ExportView*> available() const;
    /// Checks the chain, opens the retrieval with one code and starts it. The object lives as long as this
    /// one.
    [[nodiscard]] QCoro::Task<Result<Retrieval*>> begin(JobId job, QString folder, Secret code);
    [[nodiscard]] const std::vector<std::unique_ptr<Retrieval>>& retrievals() const { return m_retrievals; }
    void clear();

signals:
    void added(Retrieval* retrieval);

private:
    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    ExportBook& m_book;
    const Clock& m_clock;
    std::vector<std::unique_ptr<Retrieval>> m_retrievals;
};

} // namespace countersign::client
