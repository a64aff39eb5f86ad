#pragma once

#include "server/download/DownloadRooms.h"
#include "server/download/Entitlement.h"

#include <atomic>
#include <mutex>

namespace countersign::server {

/// One connection that sends a sealed file, or the rest of one. Counts what is given out, asks every second
/// whether its holder may still have it, and writes down what was sent: at the end, and every 256 MiB.
class Transfer
{
public:
    struct Order
    {
        std::string ticket; ///< hash
        FileId file;
        SessionId session;
        PersonId person;
        std::uint64_t from = 0;
        std::uint64_t length = 0; ///< of the whole object
        wire::AuditEntry entry;   ///< who fetches, from where: for the entries that follow
    };
    Transfer(const DownloadRooms& rooms, Order order);

    static constexpr std::chrono::seconds checkEvery{1};
    static constexpr std::uint64_t saveEvery = 256ULL * 1024 * 1024;

    /// The ticket's begin or resumption is on the disk; from here on there is an end to write down.
    void begun(Entitlement entitlement);
    /// The next bytes are about to go out; an error cuts the connection. What reaches the file's end is on
    /// the disk before it is sent.
    [[nodiscard]] Result<void> pass(std::uint64_t bytes);
    /// The connection is done with its body, whole or not; nothing follows. Does not block.
    void leave() { m_left = true; }

    [[nodiscard]] bool left() const { return m_left; }
    /// Left, with an end that is not written down yet.
    [[nodiscard]] bool toBeEnded() const { return m_left && m_begun && !m_ended; }
    /// Writes the end of one that was left before its last byte.
    void end();
    /// Bytes sent that the ticket's row does not count yet.
    [[nodiscard]] std::uint64_t unsaved() const { return m_sent - m_saved; }

private:
    enum class Moment { Underway, End };

    /// Whether this connection has sent all that was asked of it: the file's end, from wherever it began.
    [[nodiscard]] bool atEnd() const { return m_order.from + m_sent >= m_order.length; }
    [[nodiscard]] Result<void> checkStanding(Time now) const;
    [[nodiscard]] Result<void> save(Moment moment, const std::optional<Error>& why);
    [[nodiscard]] wire::AuditEntry entryFor(Moment moment, const std::optional<Error>& why,
                                            std::uint64_t covered) const;

    const DownloadRooms& m_rooms;
    Order m_order;
    Entitlement m_entitlement;
    Time m_checked{};
    std::mutex m_saving;
    std::atomic<std::uint64_t> m_sent = 0;
    std::atomic<std::uint64_t> m_saved = 0;
    std::atomic<bool> m_begun = false;
    std::atomic<bool> m_left = false;
    std::atomic<bool> m_ended = false;
};

} // namespace countersign::server
