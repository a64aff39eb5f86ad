#include "client/FileOpening.h"

#include "client/Strings.h"

#include <QMetaObject>

namespace countersign::client {

namespace {

constexpr qsizetype mostQueued = 8 * 1024 * 1024;

} // namespace

FileOpening::FileOpening(Quarantine file, const Secret& fileKey, ByteView associatedData, Expected expected)
    : m_file(std::move(file)), m_opener(fileKey, associatedData), m_expected(expected)
{
    m_plain.reserve(2 * crypto::streaming::segmentSize);
    m_worker = std::thread([this] { work(); });
}

FileOpening::~FileOpening()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_more.notify_one();
    m_worker.join();
    m_plain.resize(m_plain.capacity());
    wipe(m_plain);
}

void FileOpening::add(QByteArray ciphertext)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queued += ciphertext.size();
        m_queue.push_back(std::move(ciphertext));
    }
    m_more.notify_one();
}

bool FileOpening::hasRoom()
{
    const std::lock_guard lock(m_mutex);
    m_wanted = m_queued >= mostQueued;
    return !m_wanted;
}

void FileOpening::finish()
{
    {
        const std::lock_guard lock(m_mutex);
        m_complete = true;
    }
    m_more.notify_one();
}

void FileOpening::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_more.wait(lock, [this] { return m_closing || m_complete || !m_queue.empty(); });
        if (m_closing)
            return;
        if (m_queue.empty()) {
            lock.unlock();
            report(conclude());
            return;
        }
        const auto piece = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        if (auto opened = open(piece); !opened) {
            report(tl::unexpected(opened.error()));
            return;
        }
        lock.lock();
        m_queued -= piece.size();
        if (m_wanted && m_queued < mostQueued / 2) {
            m_wanted = false;
            QMetaObject::invokeMethod(this, &FileOpening::room, Qt::QueuedConnection);
        }
    }
}

Result<void> FileOpening::open(const QByteArray& ciphertext)
{
    auto opened = m_opener.add(bytesOf(viewOf(ciphertext)), m_plain);
    if (!opened)
        return opened;
    return keep();
}

Result<void> FileOpening::keep()
{
    m_length += m_plain.size();
    m_digest.add(m_plain);
    auto written = m_file.write(m_plain);
    m_plain.clear();
    return written;
}

Result<QString> FileOpening::conclude()
{
    if (auto opened = m_opener.finish(m_plain); !opened)
        return tl::unexpected(opened.error());
    if (auto kept = keep(); !kept)
        return tl::unexpected(kept.error());
    if (m_length != m_expected.length)
        return fail(ErrorCode::LengthMismatch, std::to_string(m_length) + " bytes");
    if (m_digest.finish() != m_expected.sha256)
        return fail(ErrorCode::DigestMismatch);
    if (auto named = m_file.giveName(); !named)
        return tl::unexpected(named.error());
    return m_file.path();
}

// The destructor joins the worker, and Qt drops what is queued for an object that is gone.
void FileOpening::report(Result<QString> outcome)
{
    QMetaObject::invokeMethod(
        this,
        [this, outcome = std::move(outcome)] {
            m_outcome = outcome;
            emit ended();
        },
        Qt::QueuedConnection);
}

} // namespace countersign::client
