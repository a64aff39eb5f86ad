#pragma once

#include "client/FileOpening.h"
#include "client/Retrieval.h"
#include "client/Statements.h"

#include <QTimer>

class QNetworkReply;

namespace countersign::client {

/// One file of a retrieval on its way: ticket, sealed bytes, checks, name, receipt. Goes on by itself after a
/// lost connection, from the byte where it stopped.
class FileTransfer final : public QObject
{
    Q_OBJECT

public:
    struct Order
    {
        RetrievalId retrieval;
        Digest request;
        Digest release;
        QString folder;
        JobId job;
        ReleasedFile::Keep keep = ReleasedFile::Keep::Opened;
    };
    /// `file` outlives this object, which alone changes it.
    FileTransfer(Connection& connection, Session& session, LogFollower& log, Order order,
                 Retrieval::File& file);
    ~FileTransfer() override;

    /// From where it stopped; at once where it waits to try again.
    void go();
    /// A new code opened the release again: what follows is asked for under this one.
    void reopen(RetrievalId retrieval) { m_order.retrieval = std::move(retrieval); }
    /// Keeps ticket and bytes. What has come whole is checked and receipted all the same.
    void stop();
    [[nodiscard]] bool ended() const { return m_stage == Stage::Ended; }

signals:
    /// More bytes came.
    void progressed();
    /// The file's state changed.
    void changed();
    /// Nobody is signed in, so it stopped; `go` when somebody is.
    void sessionMissing();
    /// The hour of its code is over, so it stopped; `reopen`, then `go`.
    void retrievalClosed();

private:
    enum class Stage { Ticket, Bytes, Checks, Receipt, Ended };

    [[nodiscard]] QCoro::Task<void> run();
    [[nodiscard]] QCoro::Task<Result<void>> takeTicket();
    [[nodiscard]] Result<void> accept(wire::Ticket ticket, Quarantine quarantine);
    [[nodiscard]] FileOpening::BeforeName noteOf(const wire::Ticket& ticket) const;
    [[nodiscard]] QCoro::Task<Result<void>> openStream();
    [[nodiscard]] Result<void> checkHead(QNetworkReply* reply) const;
    [[nodiscard]] QCoro::Task<Result<void>> sendReceipt();

    void pump();
    void take(QByteArray piece);
    void streamEnded();
    void check();
    void checked();

    void failed(const Error& error);
    [[nodiscard]] bool mayRenewTicket(const Error& error);
    void lose(const Error& error);
    void tick();
    void refuse(const Error& error);
    void stopForPerson();
    [[nodiscard]] bool mayPass(const Error& error) const;
    void dropReply();
    void setState(Retrieval::FileState state);

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    Statements m_statements;
    Order m_order;
    Retrieval::File& m_file;

    Stage m_stage = Stage::Ticket;
    bool m_wanted = false;  ///< to go on
    bool m_running = false; ///< `run` is under way
    wire::Ticket m_ticket;
    std::unique_ptr<FileOpening> m_opening;
    QNetworkReply* m_reply = nullptr;
    int m_streams = 0; ///< opened with this ticket
    int m_pauseSeconds = 1;
    QTimer m_second;
    bool m_ticketRenewed = false;
    bool m_receiptTried = false;
};

} // namespace countersign::client
