#include "server/http/Admission.h"

#include "server/http/AddressBucket.h"
#include "server/http/Http.h"

#include <algorithm>
#include <utility>

namespace countersign::http {

Admission::Admission(const Limits& limits, unsigned most)
    : m_most(std::min(limits.connections, most)),
      m_mostOfAddress(limits.connectionsPerAddress),
      m_mostBodies(limits.largeBodies),
      m_mostBodiesOfAddress(limits.largeBodiesPerAddress)
{
}

Admission::Entered Admission::enter(Member member, const std::string& address)
{
    auto bucket = addressBucket(address);
    const std::lock_guard lock(m_mutex);
    const auto known = m_addresses.find(bucket);
    const bool addressIsFull = known != m_addresses.end() && known->second.members >= m_mostOfAddress;
    Entered entered{true, 0};
    if (addressIsFull || m_places.size() >= m_most) {
        const auto& waiting = addressIsFull ? known->second.waiting : m_waiting;
        if (waiting.empty())
            return {false, 0};
        entered.leaves = waiting.front();
        remove(entered.leaves);
    }
    auto& place = m_places[member];
    place.address = std::move(bucket);
    ++m_addresses[place.address].members;
    queue(member, place);
    return entered;
}

void Admission::waits(Member member)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(member);
    if (found == m_places.end())
        return;
    giveBack(found->second);
    if (!found->second.waiting)
        queue(member, found->second);
}

bool Admission::isServed(Member member)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(member);
    if (found == m_places.end())
        return false;
    unqueue(found->second);
    return true;
}

bool Admission::takesLargeBody(Member member)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(member);
    if (found == m_places.end() || m_largeBodies >= m_mostBodies)
        return false;
    auto& ofAddress = m_addresses[found->second.address].largeBodies;
    if (ofAddress >= m_mostBodiesOfAddress)
        return false;
    ++ofAddress;
    ++m_largeBodies;
    found->second.largeBody = true;
    return true;
}

void Admission::leave(Member member)
{
    const std::lock_guard lock(m_mutex);
    remove(member);
}

void Admission::queue(Member member, Place& place)
{
    auto& ofAddress = m_addresses[place.address].waiting;
    place.inAll = m_waiting.insert(m_waiting.end(), member);
    place.inAddress = ofAddress.insert(ofAddress.end(), member);
    place.waiting = true;
}

void Admission::unqueue(Place& place)
{
    if (!std::exchange(place.waiting, false))
        return;
    m_waiting.erase(place.inAll);
    m_addresses[place.address].waiting.erase(place.inAddress);
}

void Admission::giveBack(Place& place)
{
    if (!std::exchange(place.largeBody, false))
        return;
    --m_addresses[place.address].largeBodies;
    --m_largeBodies;
}

void Admission::remove(Member member)
{
    const auto found = m_places.find(member);
    if (found == m_places.end())
        return;
    unqueue(found->second);
    giveBack(found->second);
    const auto address = m_addresses.find(found->second.address);
    if (--address->second.members == 0)
        m_addresses.erase(address);
    m_places.erase(found);
}

} // namespace countersign::http
