#include "contract/ExchangesRun.h"
#include "server/job/Jobs.h"
#include "unit/http/TlsClient.h"

#include <sstream>

/// The part of the run that an export has.
namespace countersign::contract {

void ExchangesTest::reading()
{
    for (const auto* path : {"/v1/people", "/v1/keys"})
        expect(at("lindqvist").call("GET", path), 200);
    expect(at("okafor").call("GET", "/v1/sources"), 200);
    for (const auto* path :
         {"/v1/log/trust/checkpoint", "/v1/log/audit/checkpoint", "/v1/log/trust/tile/0/000.p/1",
          "/v1/log/trust/tile/entries/000.p/1", "/v1/log/audit/tile/entries/000.p/1", "/v1/jobs"})
        expect(at("lindqvist").call("GET", path), 200);
    for (const auto* path : {"/v1/log/other/checkpoint", "/v1/log/trust/tile/9/000", "/v1/log/trust/tile/x",
                             "/v1/jobs/job_unknown", "/v1/jobs/job_unknown/trail", "/v1/statements/unknown"})
        expect(at("lindqvist").call("GET", path), 404, "not-found");
    expect(at("okafor").call("GET", "/v1/log/audit/tile/entries/000.p/1"), 403, "role-missing");
}

void ExchangesTest::exports()
{
    auto& okafor = world["okafor"];
    auto wide = world.requestBody();
    wide.types = {"Observation"};
    expect(world.submit(okafor, {world.sign(okafor, wide)}), 422, "sensitivity-too-low");
    expect(world.submit(world["adler"], {world.sign(world["adler"], world.requestBody())}), 403,
           "role-missing");
    const auto request = world.ask();
    const auto path = "/v1/jobs/" + server::jobIdOf(request).text();
    expect(at("okafor").call("GET", path), 200);
    expect(at("silva").call("GET", path), 404, "not-found");
    expect(at("okafor").call("GET", "/v1/statements/" + request.text()), 200);
    expect(world.submit(okafor, {world.sign(okafor, world.decision({request}, wire::Gate::Request))}), 403,
           "own-statement");
    auto& adler = world["adler"];
    auto mismatched =
        world.submission(adler, {world.sign(adler, world.decision({request}, wire::Gate::Request))});
    mismatched.action = Digest();
    expect(at("adler").post("/v1/statements", mismatched), 403, "action-mismatch");
    const auto withdrawn = world.ask();
    expect(world.submit(okafor, {world.sign(okafor, wire::WithdrawalBody{withdrawn, "not needed"})}), 200);
    world.takeIn(request);
    expect(world.submit(adler, {world.sign(adler, world.decision({request}, wire::Gate::Request))}), 409,
           "already-decided");
    retrieving(world.release(request));
    expect(at("okafor").call("GET", path + "/trail"), 200);
    expect(at("lindqvist").call("GET", "/v1/jobs"), 200);
}

void ExchangesTest::retrieving(const Digest& release)
{
    auto& silva = world["silva"];
    expect(at("silva").post("/v1/retrievals", wire::RetrievalOpen{Digest(), world.freshCode(silva)}), 404,
           "not-found");
    const auto [retrieval, file] = world.openRetrieval(release);
    expect(world.askTicket(silva, RetrievalId("ret_unknown"), file.id), 403, "retrieval-closed");
    expect(world.askTicket(silva, retrieval, FileId("00")), 404, "not-found");
    const auto first = world.askTicket(silva, retrieval, file.id).as<wire::Ticket>();
    const auto ticket = world.askTicket(silva, retrieval, file.id).as<wire::Ticket>();
    expect(silva.console.call("GET", first.path), 410, "ticket-used");
    expect(silva.console.call("GET", "/v1/tickets/unknown"), 404, "not-found");
    expect(silva.console.post(ticket.path + "/receipt",
                              wire::ReceiptPost{world.receiptFor(silva, release, file).signatures.front()}),
           409, "conflict");
    expect(silva.console.call("GET", ticket.path), 200);
    const auto ranged = [&](const std::string& range) {
        Spoilt with;
        with.headers = {{"Range", range}};
        return silva.console.call("GET", ticket.path, {}, with);
    };
    expect(ranged("bytes=10-"), 206);
    expect(ranged("bytes=99999999-"), 416);
    expect(ranged("bytes=1-2"), 400, "bad-request");
    auto wrong = file;
    wrong.length += 1;
    expect(silva.console.post(ticket.path + "/receipt",
                              wire::ReceiptPost{world.receiptFor(silva, release, wrong).signatures.front()}),
           422, "length-mismatch");
    const wire::ReceiptPost receipt{world.receiptFor(silva, release, file).signatures.front()};
    expect(silva.console.post(ticket.path + "/receipt", receipt), 200);
    expect(silva.console.post(ticket.path + "/receipt", receipt), 200);
    expect(silva.console.post(ticket.path + "/receipt",
                              wire::ReceiptPost{world.receiptFor(silva, release, file).signatures.front()}),
           410, "ticket-used");
    expect(silva.console.call("GET", ticket.path), 410, "ticket-used");
    openingLater(release, file.id);
}

void ExchangesTest::openingLater(const Digest& release, const FileId& file)
{
    auto& silva = world["silva"];
    const auto code = world.freshCode(silva);
    const auto allowed =
        silva.console.post("/v1/openings", wire::OpeningAsk{release, code.clone()}).as<wire::Done>();
    expect(silva.console.post("/v1/openings", wire::OpeningAsk{release, code.clone()}), 403, "code-used");
    const auto path = "/v1/files/" + file.text() + "/openings";
    expect(silva.console.post(path, wire::OpeningReport{release, allowed.auditIndex, Time()}), 200);
    expect(silva.console.post(path, wire::OpeningReport{release, allowed.auditIndex + 1, Time()}), 409,
           "conflict");
}

void ExchangesTest::streams()
{
    auto& adler = world["adler"];
    world.keepAlive(adler);
    http::test::TlsClient stream(world.trial.port());
    stream.send(adler.console.rawHead("GET", "/v1/events"));
    const auto head = stream.readUntil("\r\n\r\n");
    EXPECT_NE(head.find("200 OK"), std::string::npos) << head;
    EXPECT_NE(head.find("text/event-stream"), std::string::npos) << head;
    // Whatever is logged is published, and that is news.
    std::ignore = world.freshCode(world["amira"]);
    expect(world.signIn(world["amira"]), 200);
    const auto news = stream.readUntil("\"audit\"}\n\n");
    EXPECT_NE(news.find("event: log\ndata: {\"log\":\"audit\"}\n\n"), std::string::npos) << news;
    Exchange said{"GET", "/v1/events", {}, {}, 200, {}, "event: log\ndata: {\"log\":\"audit\"}\n\n"};
    std::istringstream lines(head.substr(head.find("\r\n") + 2));
    for (std::string line; std::getline(lines, line) && line.find(": ") != std::string::npos;)
        said.headers.emplace_back(line.substr(0, line.find(": ")),
                                  line.substr(line.find(": ") + 2, line.find('\r') - line.find(": ") - 2));
    recording.add(said);
}

} // namespace countersign::contract
