#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace countersign::http {

struct Limits;

/// Who is connected, and who makes room when one more comes: whoever has waited longest for its handshake,
/// for a request to be whole or for its answer to be taken. So those who only wait, however many and from
/// however many addresses, keep nobody out; who is being served stays. Thread-safe.
class Admission
{
public:
    using Member = std::uint64_t;

    /// With room for `most`, whatever the limits say beyond that.
    Admission(const Limits& limits, unsigned most);

    struct Entered
    {
        bool admitted = false; ///< not, where all places are taken by who is being served
        Member leaves = 0;     ///< who must be cut for it; 0: nobody
    };
    /// Takes one in, waiting. `member`: never used before, not 0.
    [[nodiscard]] Entered enter(Member member, const std::string& address);
    /// From now on it may be cut; what it held is given back.
    void waits(Member member);
    /// Its request is whole. False: it was cut for another meanwhile.
    [[nodiscard]] bool isServed(Member member);
    /// Whether it may send a large body now: so many at once, in all and from one address, since a body is
    /// kept in memory before anybody knows whose it is.
    [[nodiscard]] bool takesLargeBody(Member member);
    void leave(Member member);

private:
    using Queue = std::list<Member>; // longest waiting first
    struct Address
    {
        unsigned members = 0;
        unsigned largeBodies = 0;
        Queue waiting;
    };
    struct Place
    {
        std::string address;
        Queue::iterator inAll, inAddress; // while it waits
        bool waiting = false;
        bool largeBody = false;
    };
    void queue(Member member, Place& place);
    void unqueue(Place& place);
    void giveBack(Place& place);
    void remove(Member member);

    const unsigned m_most;
    const unsigned m_mostOfAddress;
    const unsigned m_mostBodies;
    const unsigned m_mostBodiesOfAddress;
    std::mutex m_mutex;
    std::unordered_map<Member, Place> m_places;
    std::unordered_map<std::string, Address> m_addresses; // by addressBucket
    Queue m_waiting;
    unsigned m_largeBodies = 0;
};

} // namespace countersign::http
