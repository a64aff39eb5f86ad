#pragma once

#include "server/ServerFaults.h"
#include "server/ServerFolder.h"
#include "server/api/Dispatcher.h"
#include "server/audit/LogCopy.h"
#include "server/download/Transfers.h"
#include "server/operations/Operations.h"
#include "server/session/Enrolment.h"
#include "server/session/SignIn.h"

namespace countersign::server {

/// All rooms of a server, made in the order in which they need one another, and their routes in one table.
/// Only wires.
class ServerRooms
{
public:
    /// `faults` and `metrics` outlive it.
    ServerRooms(const Configuration& configuration, ServerFolder folder, std::string origin,
                ServerFaults& faults, Metrics& metrics, const Clock& clock);
    ServerRooms(const ServerRooms&) = delete;
    ServerRooms& operator=(const ServerRooms&) = delete;

    [[nodiscard]] http::Response handle(const http::Request& request)
    {
        return m_dispatcher->handle(request);
    }
    /// What `LogCopy::check` says of the logs' copy: before anything more is written or signed.
    [[nodiscard]] Result<void> checkLogCopy();
    /// Goes on with the exports that the last run left; while a recovery of the logs awaits the admins, once
    /// it is in force.
    void start();
    /// Every second.
    void sweep();
    /// Once nobody calls any more: intakes end, cut transfers and what was counted are logged.
    void stop();
    [[nodiscard]] Store& store() { return *m_folder.store; }
    [[nodiscard]] const RouteTable& routes() const { return m_dispatcher->routes(); }
    [[nodiscard]] Operations& operations() { return m_operations; }

private:
    [[nodiscard]] RouteTable routes(const Configuration& configuration);
    void goOn();
    void endWaiting();
    [[nodiscard]] Result<void> openNow(const Route& route) const;
    [[nodiscard]] SecondFactor::Options factorOptions(const Clock& clock);
    [[nodiscard]] DownloadRooms downloadRooms(const Configuration& configuration, const Clock& clock);
    [[nodiscard]] Jobs::Options jobOptions(const Configuration& configuration, const Clock& clock);

    Metrics& m_metrics;
    Events m_events; // outlives the store, whose publisher tells it
    ServerFolder m_folder;
    Refusals m_refusals;
    Sessions m_sessions;
    SecondFactor m_codes;
    PendingSignIns m_pending;
    SignIn m_signIn;
    Enrolment m_enrolment;
    std::unique_ptr<Jobs> m_jobs;
    DownloadRooms m_downloads;
    Transfers m_transfers;
    std::unique_ptr<LogCopy> m_logCopy; ///< null: the configuration names none
    Operations m_operations;
    std::unique_ptr<Dispatcher> m_dispatcher;
    bool m_waits = false; ///< for a recovery; of the thread that starts, then of the one that sweeps
};

} // namespace countersign::server
