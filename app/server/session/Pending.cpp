#include "server/session/Pending.h"

#include "crypto/Random.h"

namespace countersign::server {

namespace {

constexpr std::size_t mostPending = 20'000;

}

std::string PendingSignIns::begin(Pending pending)
{
    const auto now = m_clock.now();
    pending.expires = now + (pending.step == Pending::Step::Enrol ? enrolLife : codeLife);
    auto name = crypto::randomIdText("pend_") + crypto::randomIdText("");
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_pending, [&](const auto& item) { return item.second.expires < now; });
    if (m_pending.size() >= mostPending)
        m_pending.erase(m_pending.begin());
    m_pending.emplace(name, std::move(pending));
    return name;
}

Result<Pending> PendingSignIns::take(const std::string& name, Pending::Step step, const KeyThumbprint& device)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_pending.find(name);
    if (found == m_pending.end() || found->second.step != step || found->second.device != device)
        return fail(ErrorCode::SignInLapsed, "no such sign-in under way");
    auto pending = std::move(found->second);
    m_pending.erase(found);
    if (pending.expires < m_clock.now())
        return fail(ErrorCode::SignInLapsed, "the sign-in took too long");
    return pending;
}

void PendingSignIns::again(const std::string& name, Pending pending)
{
    if (++pending.tries < mostTries)
        keep(name, std::move(pending));
}

void PendingSignIns::keep(const std::string& name, Pending pending)
{
    const std::lock_guard lock(m_mutex);
    m_pending.insert_or_assign(name, std::move(pending));
}

} // namespace countersign::server
