#include "crypto/Merkle.h"

#include "crypto/Sha256.h"

#include <bit>

namespace countersign::crypto {

namespace {

// The largest power of two below `size` (RFC 6962 §2.1, "k"); size is at least 2.
std::uint64_t split(std::uint64_t size)
{
    return std::bit_floor(size - 1);
}

// The root of leaves [begin, end), made of the fewest complete subtrees.
Result<Digest> rangeRoot(std::uint64_t begin, std::uint64_t end, const NodeReader& nodes)
{
    const auto count = end - begin;
    if (std::has_single_bit(count)) {
        const auto level = static_cast<unsigned>(std::countr_zero(count));
        if ((begin & (count - 1)) == 0)
            return nodes(level, begin >> level);
    }
    const auto k = split(count);
    auto left = rangeRoot(begin, begin + k, nodes);
    if (!left)
        return left;
    auto right = rangeRoot(begin + k, end, nodes);
    if (!right)
        return right;
    return nodeHash(*left, *right);
}

Result<void> path(std::uint64_t index, std::uint64_t begin, std::uint64_t end, const NodeReader& nodes,
                  std::vector<Digest>& proof)
{
    if (end - begin == 1)
        return {};
    const auto middle = begin + split(end - begin);
    const bool left = index < middle;
    if (auto done = left ? path(index, begin, middle, nodes, proof) : path(index, middle, end, nodes, proof);
        !done)
        return done;
    auto sibling = left ? rangeRoot(middle, end, nodes) : rangeRoot(begin, middle, nodes);
    if (!sibling)
        return tl::unexpected(sibling.error());
    proof.push_back(*sibling);
    return {};
}

// RFC 6962 §2.1.2 SUBPROOF(m, D[n], b).
Result<void> subproof(std::uint64_t m, std::uint64_t begin, std::uint64_t end, bool whole,
                      const NodeReader& nodes, std::vector<Digest>& proof)
{
    if (m == end - begin) {
        if (whole)
            return {};
        auto root = rangeRoot(begin, end, nodes);
        if (!root)
            return tl::unexpected(root.error());
        proof.push_back(*root);
        return {};
    }
    const auto k = split(end - begin);
    const bool inLeft = m <= k;
    if (auto done = inLeft ? subproof(m, begin, begin + k, whole, nodes, proof)
                           : subproof(m - k, begin + k, end, false, nodes, proof);
        !done)
        return done;
    auto sibling = inLeft ? rangeRoot(begin + k, end, nodes) : rangeRoot(begin, begin + k, nodes);
    if (!sibling)
        return tl::unexpected(sibling.error());
    proof.push_back(*sibling);
    return {};
}

tl::unexpected<Error> inconsistent(const char* why)
{
    return fail(ErrorCode::LogInconsistent, why);
}

} // namespace

Digest leafHash(ByteView entry)
{
    constexpr std::uint8_t prefix = 0x00;
    return sha256Joined({{&prefix, 1}, entry});
}

Digest nodeHash(const Digest& left, const Digest& right)
{
    std::array<std::uint8_t, 1 + 2 * Digest::size> bytes{0x01};
    std::copy(left.bytes().begin(), left.bytes().end(), bytes.begin() + 1);
    std::copy(right.bytes().begin(), right.bytes().end(), bytes.begin() + 1 + Digest::size);
    return sha256(ByteView(bytes));
}

Digest emptyRoot()
{
    return sha256(ByteView{});
}

void CompactTree::append(const Digest& leaf)
{
    m_edge.push_back(leaf);
    for (auto size = m_size; size & 1; size >>= 1) {
        const auto right = m_edge.back();
        m_edge.pop_back();
        m_edge.back() = nodeHash(m_edge.back(), right);
    }
    ++m_size;
}

Digest CompactTree::root() const
{
    if (m_edge.empty())
        return emptyRoot();
    auto root = m_edge.back();
    for (auto it = m_edge.rbegin() + 1; it != m_edge.rend(); ++it)
        root = nodeHash(*it, root);
    return root;
}

Result<Digest> rootOf(std::uint64_t size, const NodeReader& nodes)
{
    if (size == 0)
        return emptyRoot();
    return rangeRoot(0, size, nodes);
}

Result<std::vector<Digest>> inclusionProof(std::uint64_t index, std::uint64_t size, const NodeReader& nodes)
{
    if (index >= size)
        return fail(ErrorCode::BadRequest, "no such leaf");
    std::vector<Digest> proof;
    if (auto done = path(index, 0, size, nodes, proof); !done)
        return tl::unexpected(done.error());
    return proof;
}

Result<std::vector<Digest>> consistencyProof(std::uint64_t oldSize, std::uint64_t size,
                                             const NodeReader& nodes)
{
    if (oldSize > size)
        return fail(ErrorCode::BadRequest, "the old tree is larger");
    std::vector<Digest> proof;
    if (oldSize == 0 || oldSize == size)
        return proof;
    if (auto done = subproof(oldSize, 0, size, true, nodes, proof); !done)
        return tl::unexpected(done.error());
    return proof;
}

// RFC 9162 §2.1.3.2
Result<void> verifyInclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                             const std::vector<Digest>& proof, const Digest& root)
{
    if (index >= size)
        return inconsistent("the leaf lies outside the tree");
    auto fn = index;
    auto sn = size - 1;
    auto hash = leaf;
    for (const auto& sibling : proof) {
        if (sn == 0)
            return inconsistent("the proof is too long");
        if ((fn & 1) != 0 || fn == sn) {
            hash = nodeHash(sibling, hash);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash = nodeHash(hash, sibling);
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0 || hash != root)
        return inconsistent("the proof does not lead to the root");
    return {};
}

// RFC 9162 §2.1.4.2
Result<void> verifyConsistency(std::uint64_t oldSize, const Digest& oldRoot, std::uint64_t size,
                               const Digest& root, const std::vector<Digest>& proof)
{
    if (oldSize > size)
        return inconsistent("the tree has shrunk");
    if (oldSize == size)
        return proof.empty() && oldRoot == root ? Result<void>{} : inconsistent("two roots for one size");
    if (oldSize == 0)
        return proof.empty() && oldRoot == emptyRoot() ? Result<void>{}
                                                       : inconsistent("not the root of the empty tree");
    if (proof.empty())
        return inconsistent("the proof is empty");
    std::size_t next = 0;
    auto fn = oldSize - 1;
    auto sn = size - 1;
    while ((fn & 1) != 0) {
        fn >>= 1;
        sn >>= 1;
    }
    auto fr = std::has_single_bit(oldSize) ? oldRoot : proof[next++];
    auto sr = fr;
    for (; next < proof.size(); ++next) {
        if (sn == 0)
            return inconsistent("the proof is too long");
        const auto& c = proof[next];
        if ((fn & 1) != 0 || fn == sn) {
            fr = nodeHash(c, fr);
            sr = nodeHash(c, sr);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = nodeHash(sr, c);
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0 || fr != oldRoot || sr != root)
        return inconsistent("the new tree does not continue the old one");
    return {};
}

} // namespace countersign::crypto
