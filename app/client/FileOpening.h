#pragma once

#include "client/ReleasedFile.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include <QByteArray>
#include <QObject>

namespace countersign::client {

/// Opens one sealed file as it comes, in order and on a thread of its own: each segment authenticated,
/// digested, written into quarantine (as it came, where it stays sealed). The file gets its name at the end,
/// if length and digest are the signed ones. Destroyed before that, it leaves nothing.
class FileOpening final : public QObject
{
    Q_OBJECT

public:
    using Expected = ReleasedFile::Expected;
    /// Runs on the worker once all is checked, before the file gets its name.
    using BeforeName = std::function<Result<void>()>;
    FileOpening(Quarantine file, const Secret& fileKey, ByteView associatedData, Expected expected,
                ReleasedFile::Keep keep = ReleasedFile::Keep::Opened, BeforeName beforeName = {});
    ~FileOpening() override;

    void add(QByteArray ciphertext);
    /// Whether more should be added now; if not, `room` tells when.
    [[nodiscard]] bool hasRoom();
    /// All was added.
    void finish();
    /// After `ended`: the path, or what `StreamingOpener` found, `LengthMismatch`, `DigestMismatch`,
    /// `FileExists`, `DiskFull`, `FileAccess`.
    [[nodiscard]] const Result<QString>& outcome() const { return m_outcome; }

signals:
    void room();
    void ended();

private:
    // Of the worker.
    void work();
    [[nodiscard]] Result<QString> conclude();
    void report(Result<QString> outcome);

    ReleasedFile m_file;
    const BeforeName m_beforeName;

    std::mutex m_mutex;
    std::condition_variable m_more;
    std::deque<QByteArray> m_queue;
    qsizetype m_queued = 0; ///< bytes not yet worked off
    bool m_wanted = false;  ///< `room` is waited for
    bool m_complete = false;
    bool m_closing = false;

    Result<QString> m_outcome;
    std::thread m_worker;
};

} // namespace countersign::client
