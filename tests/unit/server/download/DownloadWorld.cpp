#include "unit/server/download/DownloadWorld.h"

#include "crypto/Dpop.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/StreamingSeal.h"
#include "server/approval/StatementRoutes.h"
#include "server/artifact/SealedObject.h"
#include "server/audit/LogRoutes.h"
#include "server/audit/TrailRoutes.h"
#include "server/download/DownloadRoutes.h"
#include "server/job/JobChange.h"
#include "server/job/JobRows.h"
#include "server/session/SessionRoutes.h"

#include <stdexcept>

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

template <typename T>
T must(const http::Response& response)
{
    if (response.status != 200)
        throw std::runtime_error(response.body);
    return must(wire::decode<T>(response.body));
}

// Several chunks of the sealed object, so that a transfer has a middle.
std::string patients(int count)
{
    std::string text;
    const std::string address(1000, 'x');
    for (int i = 0; i < count; ++i)
        text += R"({"resourceType":"Patient","id":"p)" + std::to_string(i) + R"(","language":")" + address +
                "\"}\n";
    return text;
}

} // namespace

DownloadWorld::DownloadWorld(int downloads) : objects(server.folder / "objects")
{
    std::filesystem::create_directory(objects);
    contents = {patients(2000), patients(3)};
    jobs = server::Jobs::create([&] {
        server::Jobs::Options options;
        options.store = server.store.get();
        options.keys = &server.vault;
        options.events = &server.events;
        options.clock = &server.clock;
        options.objects = objects;
        options.environment = "test";
        options.sources = {{SourceId("main"), "Main hospital", "main", "https://localhost:1", "", "", ""}};
        return options;
    }());
    server.foundAll();
    olga = server.joined("olga", {wire::Role::ExportOperator});
    paul = server.joined("paul", {wire::Role::SecurityApprover});
    dora = server.joined("dora", {wire::Role::ArtifactDownloader});
    erik = server.joined("erik", {wire::Role::ArtifactDownloader});
    carl = server.joined("carl", {wire::Role::ComplianceOfficer});
    makeRoutes();
    askAndApprove(downloads);
    takeIn();
    signRelease();
    approveRelease();
    for (auto* member : {&olga, &paul, &dora, &erik, &carl})
        server.signIn(*member);
}

DownloadWorld::~DownloadWorld()
{
    server.dispatcher.reset();
    transfers.reset();
    jobs.reset();
}

void DownloadWorld::makeRoutes()
{
    using namespace server;
    auto& s = this->server;
    const DownloadRooms rooms{s.store.get(), s.codes.get(),    s.sessions.get(), jobs.get(),
                              &s.vault,      s.refusals.get(), &s.clock,         objects};
    transfers = std::make_unique<Transfers>(rooms);
    Dispatcher::Options options;
    options.authority = s.sessions.get();
    options.refusals = s.refusals.get();
    options.clock = &s.clock;
    options.origin = ServerFixture::origin;
    addSessionRoutes(options.routes, *s.signIns, *s.enrolment, *s.sessions);
    addStatementRoutes(options.routes, {s.store.get(), s.codes.get(), s.sessions.get(), jobs.get(),
                                        s.refusals.get(), &s.events});
    addDownloadRoutes(options.routes, rooms, *transfers);
    addLogRoutes(options.routes, *s.store);
    addTrailRoutes(options.routes, *jobs, *s.store);
    s.dispatcher = std::make_unique<Dispatcher>(std::move(options));
}

void DownloadWorld::askAndApprove(int downloads)
{
    wire::ExportRequestBody body;
    body.title = "Diabetes registry";
    body.source = SourceId("main");
    body.sourceName = "Main hospital";
    body.types = {"Patient"};
    body.legalBasis = "Contract 12/2026";
    body.recipient = "Registry of the region";
    body.fetchers = {dora.who.fetcher()};
    body.downloads = downloads;
    body.ends = server.clock.now() + std::chrono::days(7);
    request = server.sign(olga.who, body);
    server.mustPost(olga, request);
    job = server::jobIdOf(request.digest);
    server.mustPost(
        paul,
        server.sign(paul.who, wire::DecisionBody{
                                  {request.digest}, wire::Gate::Request, wire::Verdict::Approve, "yes"}));
}

// As the intake does, without a source.
void DownloadWorld::takeIn()
{
    for (const auto* action : {"job.kick-off", "job.accepted", "job.manifest"})
        must(server.store->write([&](server::Transaction& transaction) {
            return transaction.audit(server::serverEntry(action, job)).map([](std::uint64_t) {});
        }));
    int ordinal = 0;
    for (const auto& content : contents) {
        server::FileRow row;
        row.id = server::newFileId();
        auto key = must(server.vault.newFileKey(row.id, {}, {}));
        auto writer =
            must(server::SealedObjectWriter::begin({objects, row.id, "Patient", request.digest}, key.key));
        must(writer.add(bytesOf(content)));
        const auto facts = must(writer.finish());
        row.job = job;
        row.name = "Patient.00" + std::to_string(ordinal) + ".ndjson";
        row.type = "Patient";
        row.ordinal = ordinal++;
        row.state = server::FileState::Sealed;
        row.count = facts.count;
        row.length = facts.length;
        row.sha256 = facts.sha256;
        row.sealedLength = facts.sealedLength;
        row.object = row.id.text() + ".sealed";
        row.key = key.wrappedBy;
        must(server.store->write([&](server::Transaction& transaction) -> Result<void> {
            const auto entry = server::serverEntry("job.file-sealed", job);
            server::insertFile(transaction.sql(), row, must(transaction.audit(entry)));
            return {};
        }));
    }
}

void DownloadWorld::signRelease()
{
    const auto& asked = std::get<wire::ExportRequestBody>(request.statement.body);
    wire::ReleaseBody body;
    body.job = job;
    body.request = request.digest;
    body.transactionTime = "2026-11-24T08:00:00Z";
    for (int i = 0; i < static_cast<int>(contents.size()); ++i) {
        const auto row = file(i);
        body.files.push_back({row.id, row.name, row.type, row.count, row.length, row.sha256});
    }
    body.fetchers = asked.fetchers;
    body.downloads = asked.downloads;
    body.ends = asked.ends;
    auto statement = server.draft(dora.who, body);
    statement.author = {wire::serverAuthor, server.vault.serverKey().thumbprint()};
    release = TrustFixture::signWith(statement, server.vault.serverKey());
    must(server.store->write([&](server::Transaction& transaction) -> Result<void> {
        const auto entry = server::serverEntry("job.release-made", job);
        const auto index = must(transaction.audit(entry));
        const auto place = must(transaction.trust(release));
        server::insertStatement(
            transaction, server::rowOf(release, place, index, transaction.now(), wire::Standing::Open, job));
        auto row = *server::findJob(transaction.sql(), job);
        row.state = wire::JobState::AwaitingRelease;
        row.release = release.digest;
        server::updateJob(transaction.sql(), row, index);
        return {};
    }));
}

void DownloadWorld::approveRelease()
{
    server.mustPost(
        paul,
        server.sign(paul.who, wire::DecisionBody{
                                  {release.digest}, wire::Gate::Release, wire::Verdict::Approve, "yes"}));
}

http::Response DownloadWorld::open(const Member& member)
{
    return open(member, release.digest, server.freshCode(member));
}

http::Response DownloadWorld::open(const Member& member, const Digest& what, const std::string& code)
{
    return server.send(member, "POST", "/v1/retrievals",
                       wire::encode(wire::RetrievalOpen{what, Secret(std::string_view(code))}));
}

http::Response DownloadWorld::ask(const Member& member, const RetrievalId& retrieval, const FileId& file)
{
    return server.send(member, "POST", "/v1/files/" + file.text() + "/tickets",
                       wire::encode(wire::TicketAsk{retrieval}));
}

http::Response DownloadWorld::get(const Member& member, const std::string& path, const std::string& range,
                                  const std::string& ifRange)
{
    http::Request nowhere;
    nowhere.method = "GET";
    nowhere.path = "/nowhere";
    crypto::DpopClaims claims;
    claims.jti = crypto::randomIdText("jti_");
    claims.htm = "GET";
    claims.htu = ServerFixture::origin + path;
    claims.iat = std::chrono::floor<std::chrono::seconds>(server.clock.now()).time_since_epoch().count();
    claims.nonce = std::string(server.dispatcher->handle(nowhere).fields.first("DPoP-Nonce"));
    claims.ath = crypto::dpopTokenHash(member.access);
    http::Request call;
    call.method = "GET";
    call.target = call.path = path;
    call.peer.address = "192.0.2.7";
    call.fields.add("Authorization", "DPoP " + member.access);
    call.fields.add("DPoP", crypto::makeDpopProof(claims, member.device));
    if (!range.empty())
        call.fields.add("Range", range);
    if (!ifRange.empty())
        call.fields.add("If-Range", ifRange);
    return server.dispatcher->handle(call);
}

http::Response DownloadWorld::give(const Member& member, const wire::Ticket& ticket,
                                   const wire::SignedStatement& receipt)
{
    return server.send(member, "POST", ticket.path + "/receipt",
                       wire::encode(wire::ReceiptPost{receipt.signatures.front()}));
}

RetrievalId DownloadWorld::opened(const Member& member)
{
    return must<wire::Retrieval>(open(member)).id;
}

wire::Ticket DownloadWorld::ticket(const RetrievalId& retrieval, int index)
{
    return must<wire::Ticket>(ask(dora, retrieval, file(index).id));
}

wire::ReceiptBody DownloadWorld::receiptBody(const wire::Ticket& ticket) const
{
    const auto& body = std::get<wire::ReleaseBody>(release.statement.body);
    for (const auto& one : body.files)
        if (one.id == ticket.file)
            return {release.digest, one.id, one.length, one.sha256};
    throw std::runtime_error("no such file");
}

wire::SignedStatement DownloadWorld::receiptOf(const TestPerson& signer, const wire::Ticket& ticket) const
{
    return server.sign(signer, receiptBody(ticket));
}

DownloadWorld::Read DownloadWorld::drain(const http::Response& response)
{
    if (!response.source)
        throw std::runtime_error(response.body);
    Read read;
    for (;;) {
        auto next = response.source->next();
        if (!next) {
            read.cut = next.error();
            return read;
        }
        if (next->empty())
            return read;
        read.bytes.insert(read.bytes.end(), next->begin(), next->end());
    }
}

std::string DownloadWorld::plaintextOf(const wire::Ticket& ticket, ByteView sealed) const
{
    const auto key =
        must(crypto::openFileKey(ticket.wrappedKey, dora.who.encryption, ticket.file, release.digest));
    const auto id = must(server::fileIdBytes(ticket.file));
    crypto::StreamingOpener opener(key, crypto::streaming::associatedData(id, request.digest));
    Bytes plain;
    must(opener.add(sealed, plain));
    must(opener.finish(plain));
    return std::string(textOf(plain));
}

server::FileRow DownloadWorld::file(int index) const
{
    return must(
        server::readFor<server::FileRow>(*server.store, [&](soci::session& sql) -> Result<server::FileRow> {
            return server::filesOfJob(sql, job).at(static_cast<std::size_t>(index));
        }));
}

wire::JobState DownloadWorld::state() const
{
    return must(jobs->job(job)).state;
}

int DownloadWorld::logged(const std::string& action, const std::string& outcome) const
{
    int count = 0;
    for (const auto& entry : server.audit())
        if (entry.job == job.text() && entry.action == action && entry.outcome == outcome)
            count += entry.detail.contains("repeated") ? std::stoi(entry.detail.at("repeated")) : 1;
    return count;
}

} // namespace countersign::test
