#pragma once

#include "client/ExportBook.h"
#include "client/Retrieval.h"

#include <QPointer>

namespace countersign::client {

/// The downloader's side. Nothing is fetched before this console itself has checked request, decisions,
/// release and log.
class Downloads final : public QObject
{
    Q_OBJECT

public:
    Downloads(Connection& connection, Session& session, LogFollower& log, ExportBook& book,
              const Clock& clock, QObject* parent = nullptr);
    ~Downloads() override;

    /// Released exports that name this person and wait to be fetched, newest first; those whose chain does
    /// not hold, too, so that the person is told. Not those under way or fetched here.
    [[nodiscard]] std::vector<const ExportView*> available() const;
    /// Checks the chain and the folder (see `Destination.h`), opens the retrieval with one code and starts
    /// it. The object lives until `clear`. The code is not sent unless the checks hold: the first fault of
    /// the chain, what is wrong with the folder, or the server's refusal is the error, or what broke
    /// the log while it was asked. Then no folder is left that was made for it.
    [[nodiscard]] QCoro::Task<Result<Retrieval*>> begin(JobId job, QString folder, Secret code,
                                                        Retrieval::Keep keep = Retrieval::Keep::Opened);
    [[nodiscard]] const std::vector<std::unique_ptr<Retrieval>>& retrievals() const { return m_retrievals; }
    /// Ends what is under way; unverified bytes are removed (another person signs in).
    void clear();

signals:
    void added(Retrieval* retrieval);

private:
    [[nodiscard]] QCoro::Task<void> lookForReceipts(QPointer<Retrieval> retrieval);
    [[nodiscard]] static Result<void> mayGoOn(const QPointer<Downloads>& self, int generation,
                                              const Result<wire::Retrieval>& opened);
    [[nodiscard]] Retrieval* unfinished(const ExportView& view) const;
    [[nodiscard]] bool isUnderWay(const ExportView& view) const;

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    ExportBook& m_book;
    const Clock& m_clock;
    Trail m_trail;
    std::vector<std::unique_ptr<Retrieval>> m_retrievals;
    int m_generation = 0; ///< of the person; what another began is dropped
};

} // namespace countersign::client
