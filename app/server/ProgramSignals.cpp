#include "server/ProgramSignals.h"

#include <cstdlib>
#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

void reload(Server& server)
{
    if (const auto done = server.reloadCertificate(); done)
        spdlog::info("the certificate was loaded anew");
    else
        spdlog::error("the certificate stays as it was: {}", done.error().detail);
}

} // namespace

ProgramSignals ProgramSignals::block()
{
    ProgramSignals blocked;
    sigemptyset(&blocked.m_signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&blocked.m_signals, signal);
    pthread_sigmask(SIG_BLOCK, &blocked.m_signals, nullptr);
    return blocked;
}

std::jthread ProgramSignals::watch(Server& server) const
{
    return std::jthread([&server, signals = m_signals](const std::stop_token& over) {
        const timespec pause{0, 100'000'000};
        bool stopping = false;
        while (!over.stop_requested()) {
            const int signal = sigtimedwait(&signals, nullptr, &pause);
            if (signal == SIGHUP) {
                reload(server);
            } else if (signal > 0 && stopping) {
                // Whatever was committed is on the disk; what was not goes on at the next start.
                spdlog::warn("ended at once by a second signal");
                std::_Exit(EXIT_FAILURE);
            } else if (signal > 0) {
                spdlog::info("ending");
                stopping = true;
                server.stop();
            }
        }
    });
}

} // namespace countersign::server
