#pragma once

#include "server/Server.h"

#include <csignal>
#include <thread>

namespace countersign::server {

/// SIGTERM and SIGINT end the server in order, a second one at once; SIGHUP loads its certificate anew.
class ProgramSignals
{
public:
    /// For this thread and all that it starts.
    [[nodiscard]] static ProgramSignals block();
    /// Until the thread is destroyed. The server outlives it.
    [[nodiscard]] std::jthread watch(Server& server) const;

private:
    sigset_t m_signals{};
};

} // namespace countersign::server
