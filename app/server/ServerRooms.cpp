#include "server/ServerRooms.h"

#include "server/api/EventRoutes.h"
#include "server/approval/FoundingRoutes.h"
#include "server/approval/PreparedRoutes.h"
#include "server/approval/StatementRoutes.h"
#include "server/audit/LogRoutes.h"
#include "server/audit/TrailRoutes.h"
#include "server/download/DownloadRoutes.h"
#include "server/job/JobRoutes.h"
#include "server/keys/KeyRoutes.h"
#include "server/people/PeopleRoutes.h"
#include "server/request/SourceRoutes.h"
#include "server/session/SessionRoutes.h"

#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

constexpr auto objectsName = "objects"; ///< in the data folder: sealed files

} // namespace

ServerRooms::ServerRooms(const Configuration& configuration, ServerFolder folder, std::string origin,
                         ServerFaults& faults, Metrics& metrics, const Clock& clock)
    : m_metrics(metrics),
      m_folder(std::move(folder)),
      m_refusals(*m_folder.store, clock),
      m_sessions({m_folder.store.get(), &clock, configuration.facts}),
      m_codes(factorOptions(clock)),
      m_pending(clock),
      m_signIn({m_folder.store.get(), &clock, &m_codes, &m_sessions, &m_refusals, &m_pending}),
      m_enrolment({m_folder.store.get(), &clock, &m_codes, &m_sessions, &m_pending, configuration.facts,
                   [this] { m_events.people(); }}),
      m_jobs(Jobs::create(jobOptions(configuration, clock))),
      m_downloads(downloadRooms(configuration, clock)),
      m_transfers(m_downloads),
      m_logCopy(configuration.logCopy.empty()
                    ? nullptr
                    : std::make_unique<LogCopy>(*m_folder.store, configuration.logCopy)),
      m_operations(
          {m_folder.store.get(), m_folder.vault.get(), &m_sessions, &m_transfers, &metrics, m_logCopy.get()})
{
    m_dispatcher = std::make_unique<Dispatcher>(Dispatcher::Options{
        &m_sessions, &m_refusals, &clock, std::move(origin), routes(configuration),
        [this](const Route& route) { return openNow(route); },
        [&faults](const http::Peer& peer, std::string_view what) { return faults.report(peer, what); },
        [&metrics](const Dispatcher::Seen& seen) { metrics.called(seen); }});
    m_folder.store->onBatch([&metrics](const Store::Batch& batch) { metrics.committed(batch); });
    m_folder.store->onPublished([this](LogName log) {
        m_events.log(logText(log));
        if (m_logCopy)
            m_logCopy->wake();
    });
}

Result<void> ServerRooms::checkLogCopy()
{
    return m_logCopy ? m_logCopy->check() : Result<void>{};
}

void ServerRooms::start()
{
    m_waits = m_folder.store->recovery().has_value();
    if (m_waits)
        spdlog::warn("entries of the logs were lost; until two admins have signed the recovery in their "
                     "consoles, people can sign in and read, and nothing else");
    else
        goOn();
}

void ServerRooms::goOn()
{
    if (m_logCopy)
        m_logCopy->start();
    m_jobs->start();
}

// Exports stand still until the recovery is in force: what happens before it is behind the loss.
void ServerRooms::endWaiting()
{
    if (!m_waits || m_folder.store->recovery())
        return;
    m_waits = false;
    spdlog::info("the recovery of the logs is in force");
    goOn();
}

Result<void> ServerRooms::openNow(const Route& route) const
{
    if (isOpenInRecovery(route) || !m_folder.store->recovery())
        return {};
    return fail(ErrorCode::RecoveryPending);
}

SecondFactor::Options ServerRooms::factorOptions(const Clock& clock)
{
    return {m_folder.store.get(), m_folder.vault.get(), &clock,
            [this](Transaction& transaction, const PersonId& person, std::uint64_t entry) {
                m_sessions.endAll(transaction, person, entry);
            }};
}

DownloadRooms ServerRooms::downloadRooms(const Configuration& configuration, const Clock& clock)
{
    DownloadRooms rooms;
    rooms.store = m_folder.store.get();
    rooms.stepUp = &m_codes;
    rooms.authority = &m_sessions;
    rooms.jobs = m_jobs.get();
    rooms.keys = m_folder.vault.get();
    rooms.refusals = &m_refusals;
    rooms.clock = &clock;
    rooms.objects = configuration.dataFolder / objectsName;
    rooms.delivered = [&metrics = m_metrics](std::uint64_t bytes) { metrics.delivered(bytes); };
    return rooms;
}

Jobs::Options ServerRooms::jobOptions(const Configuration& configuration, const Clock& clock)
{
    Jobs::Options options;
    options.store = m_folder.store.get();
    options.keys = m_folder.vault.get();
    options.events = &m_events;
    options.clock = &clock;
    options.objects = configuration.dataFolder / objectsName;
    options.environment = configuration.facts.environment;
    options.sources = configuration.sources;
    options.tookIn = [&metrics = m_metrics](std::uint64_t bytes) { metrics.tookIn(bytes); };
    return options;
}

RouteTable ServerRooms::routes(const Configuration& configuration)
{
    auto* store = m_folder.store.get();
    auto* vault = m_folder.vault.get();
    RouteTable table;
    addSessionRoutes(table, m_signIn, m_enrolment, m_sessions);
    addPeopleRoutes(table, {store, &m_codes, &m_sessions, &m_events});
    addStatementRoutes(table, {store, &m_codes, &m_sessions, m_jobs.get(), &m_refusals, &m_events});
    addFoundingRoutes(table, {store, &m_codes, vault, &m_events, configuration.facts,
                              m_folder.trustSigner->verifier().text(),
                              m_folder.auditSigner->verifier().text(), configuration.policy});
    addPreparedRoutes(table, *store);
    addSourceRoutes(table, *m_jobs, *store);
    addJobRoutes(table, *m_jobs);
    addDownloadRoutes(table, m_downloads, m_transfers);
    addTrailRoutes(table, *m_jobs, *store);
    addLogRoutes(table, *store);
    addKeyRoutes(table, *vault);
    addEventRoutes(table, m_events, m_sessions);
    return table;
}

void ServerRooms::sweep()
{
    m_sessions.sweep();
    m_events.sweep();
    m_transfers.sweep();
    m_refusals.flush();
    endWaiting();
}

void ServerRooms::stop()
{
    m_jobs->stop();
    m_transfers.sweep();
    m_refusals.flush(true);
    if (m_logCopy)
        m_logCopy->stop();
}

} // namespace countersign::server
