#pragma once

#include "attack/Desk.h"
#include "unit/server/download/DownloadWorld.h"

#include <thread>

namespace countersign::test {

/// The rooms of a server with a released export (`DownloadWorld`: dora may fetch it) behind the real
/// listener.
class DeliveringListener
{
public:
    explicit DeliveringListener(const http::Limits& limits = {});
    ~DeliveringListener();
    DeliveringListener(const DeliveringListener&) = delete;
    DeliveringListener& operator=(const DeliveringListener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_listener->port(); }
    /// A member's console, with its session.
    [[nodiscard]] std::unique_ptr<Desk> desk(const Member& member) const;

    DownloadWorld world;

private:
    std::unique_ptr<http::Listener> m_listener;
    std::thread m_runner;
};

} // namespace countersign::test
