#include "trialsource/PartSource.h"

namespace countersign::trialsource {

namespace {

constexpr std::size_t chunkBytes = 256 * 1024;

} // namespace

PartSource::PartSource(std::unique_ptr<ResourceReader> reader, std::uint64_t count, std::stop_token stop)
    : m_reader(std::move(reader)), m_left(count), m_stop(std::move(stop))
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

Result<Bytes> PartSource::next()
{
    if (m_stop.stop_requested())
        return fail(ErrorCode::Cancelled, "the export was deleted or the source stops");
    if (m_buffer.size() - m_taken < chunkBytes) {
        if (auto filled = fill(chunkBytes); !filled)
            return tl::unexpected(filled.error());
    }
    const auto count = std::min(m_buffer.size() - m_taken, chunkBytes * 4);
    const auto piece = bytesOf(std::string_view(m_buffer).substr(m_taken, count));
    m_taken += count;
    return copyOf(piece);
}

} // namespace countersign::trialsource
