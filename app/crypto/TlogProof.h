#pragma once

#include "base/Ids.h"

#include <optional>
#include <vector>

namespace countersign::crypto {

/// C2SP tlog-proof: that an entry stands in the tree of a checkpoint, as text that is whole by itself.
struct TlogProof
{
    std::uint64_t index = 0;
    std::vector<Digest> hashes;      ///< RFC 6962 §2.1.1 audit path, from the leaf's sibling up
    std::string checkpoint;          ///< the signed note, verbatim
    std::optional<Bytes> extra = {}; ///< nothing authenticates it
};

[[nodiscard]] std::string encodeTlogProof(const TlogProof& proof);
/// Strict: a proof has one text. The checkpoint is taken as it stands, for `openCheckpoint`.
/// `LogInconsistent` for what is no proof.
[[nodiscard]] Result<TlogProof> parseTlogProof(std::string_view text);

} // namespace countersign::crypto
