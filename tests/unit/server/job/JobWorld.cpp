#include "unit/server/job/JobWorld.h"

#include "crypto/StreamingSeal.h"
#include "server/api/EventRoutes.h"
#include "server/approval/StatementRoutes.h"
#include "server/artifact/SealedObject.h"
#include "server/job/JobRoutes.h"
#include "server/job/JobRows.h"
#include "server/session/SessionRoutes.h"

#include <algorithm>
#include <fstream>

namespace countersign::test {

namespace {

template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error(std::string(codeText(result.error().code)) + ": " + result.error().detail);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace

WorldVault::WorldVault(server::KeyVault& identity, const std::filesystem::path& folder, const Clock& clock)
    : m_identity(identity)
{
    Options options;
    options.folder = folder;
    options.passphrase = Secret(std::string_view("a passphrase of the tests"));
    options.clock = &clock;
    m_files = must(KeyVault::open(std::move(options)));
}

JobWorld::JobWorld(std::shared_ptr<const trialsource::Population> population)
    : source(server.folder / ".." / (server.folder.filename().string() + "-source"), server.clock,
             std::move(population)),
      vault(server.vault, server.folder, server.clock),
      m_bell(std::make_shared<Bell>())
{
    sources = {source.config()};
    server.events.subscribe(
        SessionId("ses_bell"), m_bell, [] { return true; }, [](const server::JobAudience&) { return true; });
    server.foundAll();
    olga = server.joined("olga", {wire::Role::ExportOperator});
    paul = server.joined("paul", {wire::Role::SecurityApprover});
    dora = server.joined("dora", {wire::Role::ArtifactDownloader});
    carl = server.joined("carl", {wire::Role::ComplianceOfficer});
    startJobs();
}

JobWorld::~JobWorld()
{
    endJobs();
    std::error_code ignored;
    std::filesystem::remove_all(server.folder / ".." / (server.folder.filename().string() + "-source"),
                                ignored);
}

void JobWorld::startJobs()
{
    server::Jobs::Options options;
    options.store = server.store.get();
    options.keys = &vault;
    options.events = &server.events;
    options.clock = &server.clock;
    options.objects = server.folder / "objects";
    options.environment = "test";
    options.sources = sources;
    options.client =
        [this](const server::SourceConfig& config) -> Result<std::unique_ptr<server::SourceClient>> {
        auto real = server::SourceClient::create(config, server.clock, limits);
        if (!real)
            return tl::unexpected(real.error());
        return behind(valve, std::move(*real));
    };
    options.parallelFiles = parallelFiles;
    options.pause = [this](std::chrono::milliseconds time, const std::stop_token&) {
        std::function<void()> hook;
        {
            const std::lock_guard lock(m_mutex);
            m_pauses.push_back(time);
            if (m_atPause)
                hook = [call = m_atPause, made = m_pauses.size()] { call(made); };
        }
        if (timePasses)
            server.clock.advance(time);
        if (hook)
            hook();
    };
    jobs = server::Jobs::create(std::move(options));
    replaceRoutes();
    jobs->start();
}

void JobWorld::endJobs()
{
    server.dispatcher.reset();
    jobs.reset();
}

void JobWorld::replaceRoutes()
{
    using namespace server;
    Dispatcher::Options options;
    options.authority = server.sessions.get();
    options.refusals = server.refusals.get();
    options.clock = &server.clock;
    options.origin = ServerFixture::origin;
    addStatementRoutes(options.routes, {server.store.get(), server.codes.get(), server.sessions.get(),
                                        jobs.get(), server.refusals.get(), &server.events});
    addJobRoutes(options.routes, *jobs);
    addEventRoutes(options.routes, server.events, *server.sessions);
    server.dispatcher = std::make_unique<Dispatcher>(std::move(options));
}

wire::ExportRequestBody JobWorld::requestBody() const
{
    wire::ExportRequestBody body;
    body.title = "Diabetes registry";
    body.source = SourceId("main");
    body.sourceName = "Main hospital";
    body.types = {"Patient", "Condition", "Encounter"};
    body.legalBasis = "Contract 12/2026";
    body.recipient = "Registry of the region";
    body.fetchers = {dora.who.fetcher()};
    body.ends = server.clock.now() + std::chrono::days(7);
    return body;
}

JobId JobWorld::ask()
{
    return ask(requestBody());
}

JobId JobWorld::ask(const wire::ExportRequestBody& body)
{
    const auto request = server.sign(olga.who, body);
    server.mustPost(olga, request);
    return server::jobIdOf(request.digest);
}

void JobWorld::decide(const JobId& id, wire::Gate gate, wire::Verdict verdict)
{
    const auto found = job(id);
    const auto& subject = gate == wire::Gate::Request ? found.request : found.release.value();
    const auto opened = must(wire::openStatement(subject.signatures));
    server.mustPost(paul,
                    server.sign(paul.who, wire::DecisionBody{{opened.digest}, gate, verdict, "looked"}));
}

void JobWorld::withdraw(const JobId& id)
{
    const auto opened = must(wire::openStatement(job(id).request.signatures));
    server.mustPost(olga, server.sign(olga.who, wire::WithdrawalBody{opened.digest, "asked in error"}));
}

bool JobWorld::receipt(const FileId& file)
{
    return must(server::writeFor<bool>(*server.store, [&](server::Transaction& transaction) -> Result<bool> {
        wire::AuditEntry entry;
        entry.action = "download.receipt";
        entry.outcome = "done";
        const auto index = must(transaction.audit(entry));
        const auto number = static_cast<long long>(index);
        transaction.sql() << "INSERT INTO receipts (digest, file, person, json, entered, entry) VALUES "
                             "(:digest, :file, 'dora', '[]', 0, :entry)",
            soci::use(file.text(), "digest"), soci::use(file.text(), "file"), soci::use(number, "entry");
        return jobs->receipted(transaction, file, index);
    }));
}

wire::Job JobWorld::job(const JobId& id) const
{
    return must(jobs->job(id));
}

wire::Job JobWorld::await(const JobId& id, const std::function<bool(const wire::Job&)>& reached)
{
    while (true) {
        const auto rung = m_bell->rung();
        auto now = job(id);
        if (reached(now))
            return now;
        if (!m_bell->awaitNext(rung))
            throw std::runtime_error("the export stays " + std::string(wire::enumText(now.state)) + ' ' +
                                     now.failure.value_or("") + ' ' + now.failureDetail.value_or(""));
    }
}

wire::Job JobWorld::await(const JobId& id, wire::JobState state)
{
    return await(id, [&](const wire::Job& job) {
        if (job.state != state && job.state == wire::JobState::Failed)
            throw std::runtime_error("failed: " + *job.failure + ' ' + job.failureDetail.value_or(""));
        return job.state == state;
    });
}

bool JobWorld::atSource(const JobId& id) const
{
    return must(server::readFor<bool>(*server.store, [&](soci::session& sql) -> Result<bool> {
        return !server::findJob(sql, id).value().sourceJob.empty();
    }));
}

std::vector<server::FileRow> JobWorld::files(const JobId& id) const
{
    return must(server::readFor<std::vector<server::FileRow>>(
        *server.store, [&](soci::session& sql) -> Result<std::vector<server::FileRow>> {
            return server::filesOfJob(sql, id);
        }));
}

std::string JobWorld::plaintext(const server::FileRow& file)
{
    const auto request = must(wire::openStatement(job(file.job).request.signatures)).digest;
    const auto id = must(server::fileIdBytes(file.id));
    crypto::StreamingOpener opener(must(vault.fileKey(file.id)),
                                   crypto::streaming::associatedData(id, request));
    const auto body = must(server::openSealedObject(server.folder / "objects", file.id));
    Bytes plain;
    for (auto chunk = must(body.source->next()); !chunk.empty(); chunk = must(body.source->next()))
        must(opener.add(chunk, plain));
    must(opener.finish(plain));
    return std::string(textOf(plain));
}

std::vector<std::string> JobWorld::objects() const
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(server.folder / "objects"))
        names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

bool JobWorld::onDisk(std::string_view bytes) const
{
    for (const auto& entry : std::filesystem::recursive_directory_iterator(server.folder)) {
        if (!entry.is_regular_file())
            continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string all(std::istreambuf_iterator<char>(stream), {});
        if (all.find(bytes) != std::string::npos)
            return true;
    }
    return false;
}

std::vector<std::string> JobWorld::trail(const JobId& id) const
{
    std::vector<std::string> actions;
    for (const auto& placed : must(server.store->auditEntriesOfJob(id, 1000)))
        actions.push_back(must(wire::decode<wire::AuditEntry>(placed.line)).action);
    return actions;
}

void JobWorld::atPause(std::function<void(std::size_t)> hook)
{
    const std::lock_guard lock(m_mutex);
    m_atPause = std::move(hook);
}

void JobWorld::forgetPauses()
{
    const std::lock_guard lock(m_mutex);
    m_pauses.clear();
}

std::vector<std::chrono::milliseconds> JobWorld::pauses() const
{
    const std::lock_guard lock(m_mutex);
    return m_pauses;
}

} // namespace countersign::test
