#include "server/api/ProofMemory.h"

#include <limits>

namespace countersign::server {

ProofMemory::Rank ProofMemory::rankOf(const std::deque<Place>& held)
{
    return {held.size(), std::numeric_limits<std::uint64_t>::max() - held.front()->number};
}

Result<void> ProofMemory::add(const Digest& proof, const std::string& holder, Time until)
{
    if (contains(proof))
        return fail(ErrorCode::ProofRefused, "used before");
    if (const auto known = m_holders.find(holder);
        known != m_holders.end() && known->second.size() >= m_mostOfOne)
        return fail(ErrorCode::TooManyRequests, "too many proofs of one caller");
    if (m_used.size() >= m_most)
        drop(m_ranks.rbegin()->second->second.front());
    m_proofs.insert(proof);
    m_used.push_back(Used{proof, until, holder, m_count++});
    const auto place = m_holders.try_emplace(holder).first;
    auto& held = place->second;
    if (!held.empty())
        m_ranks.erase(rankOf(held));
    held.push_back(std::prev(m_used.end()));
    m_ranks.emplace(rankOf(held), place);
    return {};
}

void ProofMemory::forgetLapsed(Time now)
{
    while (!m_used.empty() && m_used.front().until < now)
        drop(m_used.begin());
}

void ProofMemory::drop(Place oldestOfItsHolder)
{
    const auto holder = m_holders.find(oldestOfItsHolder->holder);
    auto& held = holder->second;
    m_ranks.erase(rankOf(held));
    held.pop_front();
    m_proofs.erase(oldestOfItsHolder->proof);
    m_used.erase(oldestOfItsHolder);
    if (held.empty())
        m_holders.erase(holder);
    else
        m_ranks.emplace(rankOf(held), holder);
}

} // namespace countersign::server
