#pragma once

#include "client/Quarantine.h"
#include "crypto/Sha256.h"
#include "crypto/StreamingSeal.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <QByteArray>
#include <QObject>

namespace countersign::client {

/// Opens one sealed file as it comes, in order and on a thread of its own: each segment authenticated,
/// digested, written into quarantine. The file gets its name at the end, if length and digest are the signed
/// ones. Destroyed before that, it leaves nothing.
class FileOpening final : public QObject
{
    Q_OBJECT

public:
    struct Expected
    {
        std::uint64_t length = 0; ///< of the plaintext
        Digest sha256;
    };
    FileOpening(Quarantine file, const Secret& fileKey, ByteView associatedData, Expected expected);
    ~FileOpening() override;

    void add(QByteArray ciphertext);
    /// Whether more should be added now; if not, `room` tells when.
    [[nodiscard]] bool hasRoom();
    /// All was added.
    void finish();
    /// After `ended`: the path, or `SealBroken`, `LengthMismatch`, `DigestMismatch`, `FileExists`,
    /// `DiskFull`, `FileAccess`.
    [[nodiscard]] const Result<QString>& outcome() const { return m_outcome; }

signals:
    void room();
    void ended();

private:
    // Of the worker.
    void work();
    [[nodiscard]] Result<void> open(const QByteArray& ciphertext);
    [[nodiscard]] Result<void> keep();
    [[nodiscard]] Result<QString> conclude();
    void report(Result<QString> outcome);

    Quarantine m_file;
    crypto::StreamingOpener m_opener;
    crypto::Sha256 m_digest;
    const Expected m_expected;
    std::uint64_t m_length = 0;
    Bytes m_plain;

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
