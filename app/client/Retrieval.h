#pragma once

#include "client/Connection.h"
#include "client/ExportView.h"
#include "client/LogFollower.h"
#include "client/ReleasedFile.h"
#include "client/Session.h"
#include "client/Trail.h"
#include "wire/Download.h"

namespace countersign::client {

/// One retrieval under way: files by single-use tickets, opened as they come, checked, named last, receipted.
/// While nobody is signed in it pauses by itself. Destroyed, it leaves verified files alone.
class Retrieval final : public QObject
{
    Q_OBJECT

public:
    enum class FileState { Waiting, Fetching, Paused, Lost, Checking, Verified, Refused };
    Q_ENUM(FileState)
    struct File
    {
        wire::ReleaseFile file;
        FileState state = FileState::Waiting;
        std::uint64_t received = 0; ///< ciphertext bytes
        std::uint64_t sealedLength = 0;
        std::optional<Error> error;      ///< which check failed, or why the connection was lost
        int resumesInSeconds = 0;        ///< while `Lost`
        QString path;                    ///< once it has its name
        std::vector<ToldAct> receipts{}; ///< given for it: the log is to hold one of them
    };
    enum class State { Running, Paused, Done, Failed };
    Q_ENUM(State)
    using Keep = ReleasedFile::Keep; ///< sealed: see SealedFile.h

    Retrieval(Connection& connection, Session& session, LogFollower& log, ExportView view,
              wire::Retrieval opened, QString folder, Keep keep, QObject* parent = nullptr);
    ~Retrieval() override;

    [[nodiscard]] const ExportView& exportView() const;
    [[nodiscard]] const std::vector<File>& files() const;
    [[nodiscard]] State state() const;
    [[nodiscard]] QString folder() const;
    [[nodiscard]] Keep keep() const;
    /// Ciphertext, smoothed over a few seconds.
    [[nodiscard]] double bytesPerSecond() const;
    /// The three marks: approvals and log were checked before the first byte, digests file by file.
    [[nodiscard]] int digestsVerified() const;
    /// Of how many files the receipt was looked for in the log in vain, once all have ended; absent until
    /// then.
    [[nodiscard]] std::optional<int> receiptsMissing() const { return m_receiptsMissing; }
    void setReceiptsMissing(int files);

    void start();
    void pause();
    /// Also after a lost connection: by the same tickets, from where each file stopped.
    void resume();
    /// It paused because the hour of its code is over; what has come so far is kept.
    [[nodiscard]] bool needsCode() const;
    /// Goes on under a retrieval of the same release that a new code opened.
    void reopen(const wire::Retrieval& opened);

signals:
    /// At most about ten times a second for progress alone.
    void fileChanged(int row);
    void stateChanged();
    /// Every file is verified or refused.
    void finished();

private:
    struct Private;
    std::unique_ptr<Private> d;
    std::optional<int> m_receiptsMissing;
};

} // namespace countersign::client
