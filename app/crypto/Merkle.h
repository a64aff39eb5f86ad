#pragma once

#include "base/Ids.h"

#include <functional>
#include <vector>

namespace countersign::crypto {

/// RFC 6962 §2.1: SHA-256(0x00 ‖ entry).
Digest leafHash(ByteView entry);
/// SHA-256(0x01 ‖ left ‖ right).
Digest nodeHash(const Digest& left, const Digest& right);
/// The root of the empty tree: SHA-256 of nothing.
Digest emptyRoot();

/// Appends in O(log n), remembering only the roots of the complete subtrees on the right edge.
class CompactTree
{
public:
    CompactTree() = default;

    void append(const Digest& leaf);
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] Digest root() const;

private:
    std::uint64_t m_size = 0;
    std::vector<Digest> m_edge; // largest subtree first
};

/// Where hashes of complete subtrees come from: `level` 0 are leaves, node `index` covers
/// leaves [index·2^level, (index+1)·2^level). An error ends the computation.
using NodeReader = std::function<Result<Digest>(unsigned level, std::uint64_t index)>;

/// Root of the first `size` leaves.
[[nodiscard]] Result<Digest> rootOf(std::uint64_t size, const NodeReader& nodes);
/// RFC 6962 §2.1.1 audit path of leaf `index` in the tree of `size`.
[[nodiscard]] Result<std::vector<Digest>> inclusionProof(std::uint64_t index, std::uint64_t size,
                                                         const NodeReader& nodes);
/// RFC 6962 §2.1.2 proof from `oldSize` to `size`.
[[nodiscard]] Result<std::vector<Digest>> consistencyProof(std::uint64_t oldSize, std::uint64_t size,
                                                           const NodeReader& nodes);

/// `LogInconsistent` unless the proof (RFC 9162 §2.1.3.2) leads from leaf to root.
[[nodiscard]] Result<void> verifyInclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                           const std::vector<Digest>& proof, const Digest& root);
/// `LogInconsistent` unless the old tree is a prefix of the new one (RFC 9162 §2.1.4.2).
[[nodiscard]] Result<void> verifyConsistency(std::uint64_t oldSize, const Digest& oldRoot, std::uint64_t size,
                                             const Digest& root, const std::vector<Digest>& proof);

} // namespace countersign::crypto
