#include "bench/Office.h"

#include "bench/Scratch.h"
#include "wire/Job.h"

namespace countersign::bench {

namespace {

constexpr std::size_t mostStatements = 64; // of a submission

std::string addressOf(int net, std::size_t i)
{
    return "127." + std::to_string(net) + '.' + std::to_string(i / 200) + '.' + std::to_string(1 + i % 200);
}

} // namespace

Office::Office(const ServedTrial::Options& options)
    : trial(options), m_operator(trial, trial.crowd().asks, addressOf(3, 0))
{
    for (std::size_t i = 0; i < options.consoles; ++i) {
        m_approvers.push_back(std::make_unique<Console>(trial, trial.crowd().approvers[i], addressOf(1, i)));
        m_downloaders.push_back(
            {std::make_unique<Console>(trial, trial.crowd().downloaders[i], addressOf(2, i)), {}, {}});
    }
}

CallTimes Office::signIns(std::size_t consoles, int rounds)
{
    return timeRounds({consoles, rounds, [this] { nextMinute(); },
                       [this](std::size_t i, int) -> Rounds::Call {
                           auto& console = *m_approvers[i];
                           return
                               [&console, prepared = console.prepareSignIn()] { console.signIn(prepared); };
                       }});
}

CallTimes Office::lists(std::size_t consoles, int rounds)
{
    nextMinute();
    return timeRounds({consoles, rounds, {}, [this](std::size_t i, int) -> Rounds::Call {
                           auto& console = *m_approvers[i];
                           console.keepSignedIn();
                           return [&console, request = console.request("GET", "/v1/jobs")] {
                               std::ignore = console.send(request);
                           };
                       }});
}

std::string Office::listBody()
{
    nextMinute();
    m_approvers.front()->keepSignedIn();
    return m_approvers.front()->send(m_approvers.front()->request("GET", "/v1/jobs"));
}

wire::ExportRequestBody Office::requestBody() const
{
    wire::ExportRequestBody body;
    body.title = "Diabetes registry";
    body.source = SourceId("trial");
    body.sourceName = "Trial hospital";
    body.types = {"Patient"};
    body.purpose = wire::Purpose::PUBHLTH;
    body.legalBasis = "Registry act, section 4";
    body.recipient = "National Diabetes Registry";
    body.fetchers = {trial.crowd().downloaders.front().who.fetcher()};
    body.sensitivity = wire::Sensitivity::High;
    body.downloads = 2;
    body.ends = trial.clock().now() + std::chrono::days(7);
    body.estimate = {25, 25};
    return body;
}

std::vector<Digest> Office::ask(std::size_t count)
{
    std::vector<Digest> asked;
    while (asked.size() < count) {
        nextMinute();
        m_operator.keepSignedIn();
        const auto seen = m_operator.heads();
        std::vector<wire::SignedStatement> statements;
        while (statements.size() < mostStatements && asked.size() < count) {
            statements.push_back(m_operator.sign(requestBody(), seen));
            asked.push_back(statements.back().digest);
        }
        std::ignore = m_operator.send(m_operator.submission(statements));
    }
    return asked;
}

CallTimes Office::decisions(std::size_t consoles, int rounds)
{
    const auto asked = ask(consoles * static_cast<std::size_t>(rounds));
    nextMinute();
    m_operator.keepSignedIn();
    const auto seen = m_operator.heads();
    return timeRounds({consoles, rounds, [this] { nextMinute(); },
                       [&](std::size_t i, int round) -> Rounds::Call {
                           auto& console = *m_approvers[i];
                           console.keepSignedIn();
                           const auto& subject = asked[static_cast<std::size_t>(round) * consoles + i];
                           const auto decision =
                               console.sign(wire::DecisionBody{{subject},
                                                               wire::Gate::Request,
                                                               wire::Verdict::Approve,
                                                               "compared with the registry act"},
                                            seen);
                           return [&console, request = console.submission({decision})] {
                               std::ignore = console.send(request);
                           };
                       }});
}

void Office::openRetrieval(Downloader& downloader) const
{
    auto& console = *downloader.console;
    console.keepSignedIn();
    const auto list = console.call<wire::Jobs>("GET", "/v1/jobs");
    if (list.jobs.size() != 1 || !list.jobs.front().release)
        throw std::runtime_error("a downloader sees other than one release");
    const auto release = must(wire::openStatement(list.jobs.front().release->signatures));
    downloader.files.clear();
    for (const auto& file : release.statement.as<wire::ReleaseBody>()->files)
        downloader.files.push_back(file.id);
    const wire::RetrievalOpen open{release.digest, console.code()};
    downloader.retrieval = console.call<wire::Retrieval>("POST", "/v1/retrievals", wire::encode(open)).id;
}

CallTimes Office::tickets(std::size_t consoles, int rounds)
{
    nextMinute();
    std::ignore = timeRounds({consoles, 1, {}, [this](std::size_t i, int) -> Rounds::Call {
                                  return [this, i] { openRetrieval(m_downloaders[i]); };
                              }});
    return timeRounds({consoles, rounds, {}, [this](std::size_t i, int round) -> Rounds::Call {
                           auto& [console, retrieval, files] = m_downloaders[i];
                           const auto& file =
                               files[(2 * i + static_cast<std::size_t>(round % 2)) % files.size()];
                           return [&console = *console,
                                   request = console->request("POST", "/v1/files/" + file.text() + "/tickets",
                                                              wire::encode(wire::TicketAsk{retrieval}))] {
                               std::ignore = console.send(request);
                           };
                       }});
}

} // namespace countersign::bench
