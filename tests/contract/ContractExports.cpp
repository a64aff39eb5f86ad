#include "contract/ContractWorld.h"

#include "crypto/Random.h"
#include "server/job/Jobs.h"

#include <stdexcept>
#include <thread>

/// What the people of the world sign, and an export's way to its recipient.
namespace countersign::contract {

namespace {

template <typename T>
T entered(Result<T> result)
{
    if (!result)
        throw std::runtime_error(std::string(codeText(result.error().code)) + ": " + result.error().detail);
    return std::move(*result);
}

} // namespace

wire::Seen ContractWorld::heads(Member& member) const
{
    const auto head = [&](const char* log, const crypto::NoteVerifier& verifier) {
        for (;;) {
            const auto note = member.console.call("GET", std::string("/v1/log/") + log + "/checkpoint");
            if (note.code() == "root-missing") // published at most once a second
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            else if (const auto open = entered(crypto::openCheckpoint(note.body, verifier)); open.size > 0)
                return wire::SeenTree{open.size, open.root};
        }
    };
    return {head("trust", *m_trustLog), head("audit", *m_auditLog)};
}

wire::SignedStatement ContractWorld::sign(Member& member, wire::StatementBody body)
{
    wire::Statement statement;
    statement.body = std::move(body);
    if (!statement.as<wire::RootBody>() && !statement.as<wire::KeyRegistrationBody>()) {
        keepAlive(member);
        statement.seen = heads(member);
    }
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = trial.configuration().facts.id;
    statement.author = member.who.author();
    statement.issued = trial.clock.now();
    statement.expires = trial.clock.now() + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    return test::TrustFixture::signWith(statement, member.who.signing);
}

wire::Submission ContractWorld::submission(Member& member, const std::vector<wire::SignedStatement>& what)
{
    wire::Submission body;
    std::vector<Digest> digests;
    for (const auto& statement : what) {
        digests.push_back(statement.digest);
        body.statements.push_back(statement.signatures.front());
    }
    body.action = wire::actionDigest(digests);
    body.code = freshCode(member);
    return body;
}

Exchange ContractWorld::submit(Member& member, const std::vector<wire::SignedStatement>& what)
{
    const auto body = submission(member, what);
    return member.console.post("/v1/statements", body);
}

std::vector<Digest> ContractWorld::enter(Member& member, const std::vector<wire::StatementBody>& bodies)
{
    std::vector<wire::SignedStatement> statements;
    std::vector<Digest> digests;
    for (const auto& body : bodies) {
        statements.push_back(sign(member, body));
        digests.push_back(statements.back().digest);
    }
    std::ignore = submit(member, statements).as<wire::Submitted>();
    return digests;
}

wire::DecisionBody ContractWorld::decision(std::vector<Digest> subjects, wire::Gate gate,
                                           wire::Verdict verdict) const
{
    return {std::move(subjects), gate, verdict, "compared in person"};
}

wire::ExportRequestBody ContractWorld::requestBody() const
{
    wire::ExportRequestBody body;
    body.title = "Diabetes registry";
    body.source = SourceId("trial");
    body.sourceName = "Trial hospital";
    body.types = {"Patient"};
    body.purpose = wire::Purpose::PUBHLTH;
    body.legalBasis = "Registry act, section 4";
    body.recipient = "National Diabetes Registry";
    body.fetchers = {m_members.at("silva").who.fetcher()};
    body.downloads = 2;
    body.ends = trial.clock.now() + std::chrono::days(7);
    body.estimate = {25, 25};
    return body;
}

Digest ContractWorld::ask()
{
    return enter(m_members.at("okafor"), {requestBody()}).front();
}

wire::Job ContractWorld::waitFor(const Digest& request, wire::JobState state)
{
    auto& adler = m_members.at("adler");
    keepAlive(adler);
    const auto path = "/v1/jobs/" + server::jobIdOf(request).text();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
        auto job = adler.console.call("GET", path).as<wire::Job>();
        if (job.state == state)
            return job;
        if (job.failure || std::chrono::steady_clock::now() > end)
            throw std::runtime_error("the export does not come to " + std::string(wire::enumText(state)) +
                                     ": " + job.failure.value_or("") + ' ' + job.failureDetail.value_or(""));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

void ContractWorld::takeIn(const Digest& request)
{
    std::ignore = enter(m_members.at("adler"), {decision({request}, wire::Gate::Request)});
    std::ignore = waitFor(request, wire::JobState::AwaitingRelease);
}

Digest ContractWorld::release(const Digest& request)
{
    const auto job = waitFor(request, wire::JobState::AwaitingRelease);
    const auto released = entered(wire::openStatement(job.release->signatures)).digest;
    // An approver has seen the release in the log, which publishes once a second.
    auto& adler = m_members.at("adler");
    while (heads(adler).trust.size <= *job.release->trustIndex)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::ignore = enter(adler, {decision({released}, wire::Gate::Release)});
    std::ignore = waitFor(request, wire::JobState::Released);
    return released;
}

ContractWorld::Opened ContractWorld::openRetrieval(const Digest& release)
{
    auto& silva = m_members.at("silva");
    const auto retrieval =
        silva.console.post("/v1/retrievals", wire::RetrievalOpen{release, freshCode(silva)})
            .as<wire::Retrieval>();
    const auto record =
        silva.console.call("GET", "/v1/statements/" + release.text()).as<wire::StatementRecord>();
    const auto opened = entered(wire::openStatement(record.signatures));
    return {retrieval.id, opened.statement.as<wire::ReleaseBody>()->files.front()};
}

Exchange ContractWorld::askTicket(Member& member, const RetrievalId& retrieval, const FileId& file)
{
    return member.console.post("/v1/files/" + file.text() + "/tickets", wire::TicketAsk{retrieval});
}

wire::SignedStatement ContractWorld::receiptFor(Member& member, const Digest& release,
                                                const wire::ReleaseFile& file)
{
    return sign(member, wire::ReceiptBody{release, file.id, file.length, file.sha256});
}

} // namespace countersign::contract
