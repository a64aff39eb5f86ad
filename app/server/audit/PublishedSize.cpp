#include "server/audit/PublishedSize.h"

#include "crypto/Checkpoint.h"

namespace countersign::server {

// The note is our own: whether its signature holds is not in doubt.
Result<std::uint64_t> publishedSize(const Store& store, LogName log)
{
    const auto note = store.checkpoint(log);
    if (!note)
        return tl::unexpected(note.error());
    if (note->empty())
        return 0;
    const auto published = crypto::checkpointBody(*note);
    if (!published)
        return fail(ErrorCode::Internal, "the published checkpoint: " + published.error().detail);
    return published->size;
}

} // namespace countersign::server
