#pragma once

#include "base/Error.h"
#include "base/Ids.h"
#include "base/Time.h"

#include <deque>
#include <list>
#include <map>
#include <set>

namespace countersign::server {

/// Which proofs were used, each as long as its nonce may be good. Bounded, and yet nobody is refused for what
/// others do: when it is full, the oldest proof of whoever holds most is forgotten. That is a flood's own
/// where it comes from fewer holders than there is room for proofs; a wider one may push out others' before
/// their nonce lapses, and what such a proof would open once more works once by itself (codes, refresh
/// tokens). For one thread at a time.
class ProofMemory
{
public:
    ProofMemory(std::size_t most, std::size_t mostOfOne) : m_most(most), m_mostOfOne(mostOfOne) {}

    [[nodiscard]] bool contains(const Digest& proof) const { return m_proofs.contains(proof); }
    /// `ProofRefused` for one that is there, `TooManyRequests` where its holder has `mostOfOne`. `until` must
    /// not go back from call to call, but where the clock does.
    [[nodiscard]] Result<void> add(const Digest& proof, const std::string& holder, Time until);
    void forgetLapsed(Time now);

private:
    struct Used
    {
        Digest proof;
        Time until;
        std::string holder;
        std::uint64_t number; ///< how many came before
    };
    using Place = std::list<Used>::iterator;
    using Holder = std::map<std::string, std::deque<Place>>::iterator;
    using Rank = std::pair<std::size_t, std::uint64_t>;

    [[nodiscard]] static Rank rankOf(const std::deque<Place>& held);
    void drop(Place oldestOfItsHolder);

    std::size_t m_most;
    std::size_t m_mostOfOne;
    std::uint64_t m_count = 0;
    std::list<Used> m_used; // oldest first
    std::set<Digest> m_proofs;
    std::map<std::string, std::deque<Place>> m_holders;
    std::map<Rank, Holder> m_ranks; // whoever holds most last; of these, the one whose first is oldest
};

} // namespace countersign::server
