#pragma once

#include "server/audit/LogCopy.h"
#include "server/download/Transfers.h"
#include "server/operations/Metrics.h"
#include "server/operations/Readiness.h"
#include "server/session/Sessions.h"

#include <atomic>

namespace countersign::server {

/// What is answered on the operations address: `/healthz`, `/readyz`, `/metrics`, each to GET alone, to
/// whoever reaches it. Thread-safe.
class Operations
{
public:
    /// All of it outlives this.
    struct Rooms
    {
        Store* store = nullptr;
        KeyVault* keys = nullptr;
        const Sessions* sessions = nullptr;
        const Transfers* transfers = nullptr;
        Metrics* metrics = nullptr;
        const LogCopy* logCopy = nullptr; ///< null: there is none
    };
    explicit Operations(const Rooms& rooms)
        : m_rooms(rooms), m_readiness(*rooms.store, *rooms.keys, rooms.logCopy)
    {
    }

    [[nodiscard]] http::Response handle(const http::Request& request);
    /// From now on not ready, so that nobody new is sent here.
    void ending() { m_ending = true; }
    [[nodiscard]] static const std::vector<std::string>& paths();

private:
    [[nodiscard]] http::Response ready();
    [[nodiscard]] Metrics::Look look() const;

    Rooms m_rooms;
    Readiness m_readiness;
    std::atomic<bool> m_ending = false;
};

} // namespace countersign::server
