#include "trialsource/PartSource.h"

#include <condition_variable>
#include <mutex>

namespace countersign::trialsource {

namespace {

constexpr std::size_t chunkBytes = 256 * 1024;

} // namespace

PartSource::PartSource(std::unique_ptr<ResourceReader> reader, std::uint64_t count,
                       std::uint64_t bytesPerSecond, std::stop_token stop)
    : m_reader(std::move(reader)),
      m_left(count),
      m_bytesPerSecond(bytesPerSecond),
      m_stop(std::move(stop)),
      m_begun(std::chrono::steady_clock::now())
{
}

Result<void> PartSource::fill(std::size_t wanted)
{
    m_buffer.erase(0, m_taken);
    m_taken = 0;
    while (m_left > 0 && m_buffer.size() < wanted) {
        const auto more = m_reader->advance();
        if (!more)
            return tl::unexpected(more.error());
        // The manifest promised `count`; fewer means that the folder changed under us.
        if (!*more)
            return fail(ErrorCode::SourceData, "a file holds fewer resources than when it was counted");
        if (auto done = m_reader->append(m_buffer); !done)
            return done;
        --m_left;
    }
    return {};
}

void PartSource::pace()
{
    if (m_bytesPerSecond == 0)
        return;
    const auto due = m_begun + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                   std::chrono::duration<double>(static_cast<double>(m_sent) /
                                                                 static_cast<double>(m_bytesPerSecond)));
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any wake;
    wake.wait_until(lock, m_stop, due, [] { return false; });
}

Result<Bytes> PartSource::next()
{
    // A tenth of a second's share, so that a slow file flows instead of arriving in lumps.
    const auto share = std::max<std::uint64_t>(1, m_bytesPerSecond / 10);
    const auto wanted = m_bytesPerSecond == 0 ? chunkBytes : std::min<std::uint64_t>(share, chunkBytes);
    pace();
    if (m_stop.stop_requested())
        return fail(ErrorCode::Cancelled, "the export was deleted or the source stops");
    if (m_buffer.size() - m_taken < wanted) {
        if (auto filled = fill(wanted); !filled)
            return tl::unexpected(filled.error());
    }
    const auto count =
        std::min<std::size_t>(m_buffer.size() - m_taken, m_bytesPerSecond == 0 ? chunkBytes * 4 : wanted);
    const auto piece = bytesOf(std::string_view(m_buffer).substr(m_taken, count));
    m_taken += count;
    m_sent += count;
    return copyOf(piece);
}

} // namespace countersign::trialsource
