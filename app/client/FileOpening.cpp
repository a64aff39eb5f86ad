#include "client/FileOpening.h"

#include "client/Strings.h"

#include <QMetaObject>

namespace countersign::client {

namespace {

constexpr qsizetype mostQueued = 8 * 1024 * 1024;

} // namespace

FileOpening::FileOpening(Quarantine file, const Secret& fileKey, ByteView associatedData, Expected expected,
                         ReleasedFile::Keep keep, BeforeName beforeName)
    : m_file(std::move(file), fileKey, associatedData, expected, keep), m_beforeName(std::move(beforeName))
{
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
        if (auto opened = m_file.add(bytesOf(viewOf(piece))); !opened) {
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

Result<QString> FileOpening::conclude()
{
    if (auto checked = m_file.check(); !checked)
        return tl::unexpected(checked.error());
    if (m_beforeName)
        if (auto done = m_beforeName(); !done)
            return tl::unexpected(done.error());
    return m_file.giveName();
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
