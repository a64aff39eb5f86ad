#include "crypto/Merkle.h"

#include "base/Base64.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

// The reference inputs and roots of Certificate Transparency's own tests of RFC 6962.
const char* const leavesHex[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const char* const rootsHex[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<Digest> referenceLeaves()
{
    std::vector<Digest> leaves;
    for (const char* leaf : leavesHex)
        leaves.push_back(leafHash(fromHex(leaf).value()));
    return leaves;
}

/// Nodes straight from the definition, for comparison.
NodeReader nodesOf(const std::vector<Digest>& leaves)
{
    return [&leaves](unsigned level, std::uint64_t index) -> Result<Digest> {
        std::vector<Digest> row(leaves.begin() + static_cast<std::ptrdiff_t>(index << level),
                                leaves.begin() + static_cast<std::ptrdiff_t>((index + 1) << level));
        while (row.size() > 1) {
            for (std::size_t i = 0; i < row.size() / 2; ++i)
                row[i] = nodeHash(row[2 * i], row[2 * i + 1]);
            row.resize(row.size() / 2);
        }
        return row.front();
    };
}

TEST(Merkle, RootsOfTheReferenceTree)
{
    EXPECT_EQ(emptyRoot().hexText(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const auto leaves = referenceLeaves();
    CompactTree tree;
    EXPECT_EQ(tree.root(), emptyRoot());
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        tree.append(leaves[i]);
        EXPECT_EQ(tree.root().hexText(), rootsHex[i]);
        EXPECT_EQ(rootOf(i + 1, nodesOf(leaves)).value().hexText(), rootsHex[i]);
    }
}

// RFC 6962 §2.1.3: in the tree of seven, the path of d0 is [b, h, l], and d6's is [i, k].
TEST(Merkle, PathsOfTheExampleInTheRfc)
{
    const auto leaves = referenceLeaves();
    const auto nodes = nodesOf(leaves);
    const auto l = nodeHash(nodeHash(leaves[4], leaves[5]), leaves[6]);
    EXPECT_EQ(inclusionProof(0, 7, nodes).value(), (std::vector<Digest>{leaves[1], nodes(1, 1).value(), l}));
    EXPECT_EQ(inclusionProof(6, 7, nodes).value(),
              (std::vector<Digest>{nodes(1, 2).value(), nodes(2, 0).value()}));
    // §2.1.3: PROOF(3, D[7]) = [c, d, g, l], PROOF(4, D[7]) = [l].
    EXPECT_EQ(consistencyProof(3, 7, nodes).value(),
              (std::vector<Digest>{leaves[2], leaves[3], nodes(1, 0).value(), l}));
    EXPECT_EQ(consistencyProof(4, 7, nodes).value(), (std::vector<Digest>{l}));
}

TEST(Merkle, EveryProofHoldsAndNoOtherDoes)
{
    std::vector<Digest> leaves;
    std::vector<Digest> roots{emptyRoot()};
    CompactTree tree;
    for (std::uint8_t i = 0; i < 33; ++i) {
        leaves.push_back(leafHash(Bytes{i}));
        tree.append(leaves.back());
        roots.push_back(tree.root());
    }
    const auto nodes = nodesOf(leaves);
    for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
        for (std::uint64_t index = 0; index < size; ++index) {
            auto proof = inclusionProof(index, size, nodes).value();
            EXPECT_TRUE(verifyInclusion(leaves[index], index, size, proof, roots[size]));
            EXPECT_FALSE(
                verifyInclusion(leaves[(index + 1) % leaves.size()], index, size, proof, roots[size]));
            EXPECT_FALSE(verifyInclusion(leaves[index], size, size, proof, roots[size])); // beyond the end
            proof.push_back(leaves[0]);
            EXPECT_FALSE(verifyInclusion(leaves[index], index, size, proof, roots[size]));
        }
        for (std::uint64_t old = 0; old <= size; ++old) {
            auto proof = consistencyProof(old, size, nodes).value();
            EXPECT_TRUE(verifyConsistency(old, roots[old], size, roots[size], proof)) << old << ' ' << size;
            if (old > 0 && old < size) {
                EXPECT_FALSE(verifyConsistency(old, leaves[0], size, roots[size + 0], {}))
                    << old << ' ' << size;
                auto altered = proof;
                altered.back() = nodeHash(altered.back(), altered.back());
                EXPECT_FALSE(verifyConsistency(old, roots[old], size, roots[size], altered));
            }
        }
    }
    EXPECT_FALSE(verifyConsistency(5, roots[5], 4, roots[4], {})); // a log that shrank
    EXPECT_FALSE(verifyConsistency(5, roots[5], 5, roots[4], {})); // another root for one size
}

} // namespace
} // namespace countersign::crypto
