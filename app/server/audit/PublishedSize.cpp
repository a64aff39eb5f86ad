#include "server/audit/PublishedSize.h"

#include <algorithm>
#include <charconv>

namespace countersign::server {

// C2SP tlog-checkpoint: origin, size and root, a line each. The note is our own, so its form is not in doubt.
Result<std::uint64_t> publishedSize(const Store& store, LogName log)
{
    const auto note = store.checkpoint(log);
    if (!note)
        return tl::unexpected(note.error());
    if (note->empty())
        return 0;
    const auto first = note->find('\n') + 1;
    const auto end = note->find('\n', first);
    std::uint64_t size = 0;
    const auto* last = note->data() + std::min(end, note->size());
    const auto parsed = std::from_chars(note->data() + first, last, size);
    if (parsed.ec != std::errc() || parsed.ptr != last)
        return fail(ErrorCode::Internal, "the published checkpoint has no size");
    return size;
}

} // namespace countersign::server
