#include "wire/Operations.h"
#include "contract/ContractWorld.h"
#include "server/operations/Readiness.h"

#include <csignal>
#include <cstdio>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/resource.h>

/// Health, readiness and metrics of a real server, on the address of their own.
namespace countersign::contract {

namespace {

using testing::HasSubstr;
using testing::Not;

test::TrialWorld::Options withOperations()
{
    test::TrialWorld::Options options;
    options.operations = true;
    return options;
}

class OperationsTest : public testing::Test
{
protected:
    OperationsTest() : world({}, withOperations()) {}

    Exchange ask(const std::string& path)
    {
        WireConsole probe({world.trial.operationsPort(), world.trial.caFile().string(), &world.trial.clock});
        Spoilt bare;
        bare.proof = false;
        return probe.call("GET", path, {}, bare);
    }
    /// The value of a sample by its whole name; nothing if there is none.
    static std::optional<double> sample(const std::string& text, const std::string& name)
    {
        const auto at = text.find("\n" + name + ' ');
        if (at == std::string::npos)
            return std::nullopt;
        return std::stod(text.substr(at + name.size() + 2));
    }

    ContractWorld world;
};

/// No file grows while this lives: what a full disk does, at once.
class NoRoom
{
public:
    NoRoom()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit none{1, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NoRoom() { setrlimit(RLIMIT_FSIZE, &m_before); }
    NoRoom(const NoRoom&) = delete;
    NoRoom& operator=(const NoRoom&) = delete;

private:
    rlimit m_before{};
};

// By Prometheus' own tool, where it is installed: its complaints, empty if there are none.
std::optional<std::string> promtoolSays(const std::filesystem::path& folder, const std::string& text)
{
    if (std::system("command -v promtool >/dev/null") != 0) // NOLINT: a fixed command
        return std::nullopt;
    const auto file = folder / "metrics.txt";
    std::ofstream(file) << text;
    const auto command = "promtool check metrics <" + file.string() + " 2>&1";
    std::string said;
    std::FILE* pipe = popen(command.c_str(), "r"); // NOLINT: a path of our own
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        said += static_cast<char>(c);
    return pclose(pipe) == 0 ? std::string() : "promtool: " + said;
}

} // namespace

TEST_F(OperationsTest, AnswersNobodyUnlessItIsConfigured)
{
    const test::TrialWorld quiet;
    EXPECT_EQ(quiet.operationsPort(), 0);
    auto nobody = world.stranger();
    for (const auto* path : {"/healthz", "/readyz", "/metrics"})
        EXPECT_EQ(nobody.call("GET", path).status, 404) << path << " on the admin API's address";
}

TEST_F(OperationsTest, IsReadyAsLongAsItCanStore)
{
    EXPECT_EQ(ask("/healthz").body, R"({"status":"ok"})");
    const auto ready = ask("/readyz").as<wire::Ready>();
    EXPECT_TRUE(ready.ready);
    std::vector<std::string> parts;
    for (const auto& part : ready.parts)
        parts.push_back(part.name);
    EXPECT_EQ(parts, (std::vector<std::string>{"store", "keys", "trust-log", "audit-log"}));
    const auto until = [&](long status) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        auto answer = ask("/readyz");
        while (answer.status != status &&
               std::chrono::steady_clock::now() < end) { // an answer stands a second
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            answer = ask("/readyz");
        }
        return answer;
    };
    {
        const NoRoom full;
        const auto answer = until(503);
        const auto told = wire::decode<wire::Ready>(answer.body).value();
        EXPECT_FALSE(told.ready);
        EXPECT_FALSE(told.parts.at(0).ready) << answer.body;
        EXPECT_TRUE(told.parts.at(0).failure == "server-disk-full" || told.parts.at(0).failure == "storage")
            << answer.body;
        EXPECT_TRUE(told.parts.at(1).ready) << answer.body;
        EXPECT_EQ(ask("/healthz").status, 200) << "it answers all the same";
    }
    EXPECT_EQ(until(200).status, 200) << "once there is room again";
}

TEST_F(OperationsTest, ALogIsStaleOnceEntriesWaitTooLongForACheckpoint)
{
    server::Store::LogStanding standing{5, 4, {}, std::chrono::hours(1)};
    standing.unpublishedFor = server::Readiness::staleAfter - std::chrono::seconds(1);
    EXPECT_TRUE(server::Readiness::checkLog(standing));
    standing.unpublishedFor = server::Readiness::staleAfter;
    EXPECT_EQ(server::Readiness::checkLog(standing).error().code, ErrorCode::LogIncomplete);
    // A log in which nothing happens has an old checkpoint, and is whole.
    EXPECT_TRUE(server::Readiness::checkLog({5, 5, {}, std::chrono::hours(1)}));
}

TEST_F(OperationsTest, CountsWhatHappens)
{
    world.enrolAll();
    const auto request = world.ask();
    world.takeIn(request);
    const auto [retrieval, file] = world.openRetrieval(world.release(request));
    auto& silva = world["silva"];
    const auto ticket = world.askTicket(silva, retrieval, file.id).as<wire::Ticket>();
    EXPECT_EQ(silva.console.call("GET", ticket.path).body.size(), ticket.sealedLength);
    auto nobody = world.stranger();
    EXPECT_EQ(nobody.post("/v1/session/refresh", wire::Refresh{Secret(std::string_view("unknown"))}).status,
              401);
    EXPECT_EQ(nobody.call("SPY", "/v1/amira/okafor").status, 404);
    EXPECT_EQ(nobody.call("GET", "/v1/../etc").status, 400);

    const auto metrics = ask("/metrics");
    ASSERT_EQ(metrics.status, 200);
    EXPECT_EQ(metrics.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    const auto& text = metrics.body;
    const auto value = [&](const std::string& name) {
        const auto found = sample(text, "countersign_" + name);
        EXPECT_TRUE(found) << name << " is not in\n" << text;
        return found.value_or(-1);
    };
    EXPECT_EQ(value(R"(http_requests_total{method="POST",route="/v1/retrievals",status="200"})"), 1);
    EXPECT_EQ(value(R"(http_requests_total{method="other",route="none",status="404"})"), 1);
    EXPECT_EQ(value(R"(http_request_duration_seconds_count{method="POST",route="/v1/retrievals"})"), 1);
    EXPECT_EQ(value(R"(sign_ins_total{outcome="granted",step="enrolment"})"), 8);
    EXPECT_EQ(value(R"(sign_ins_total{outcome="session-ended",step="renewal"})"), 1);
    EXPECT_EQ(value(R"(tickets_total{event="issued"})"), 1);
    EXPECT_EQ(value(R"(tickets_total{event="begun"})"), 1);
    EXPECT_EQ(value(R"(jobs{state="released"})"), 1);
    EXPECT_EQ(value(R"(jobs{state="failed"})"), 0);
    EXPECT_GE(value("source_received_bytes_total"), static_cast<double>(file.length));
    EXPECT_EQ(value("delivered_bytes_total"), static_cast<double>(ticket.sealedLength));
    EXPECT_GT(value("sessions_open"), 0);
    EXPECT_EQ(value("store_waiting_changes"), 0);
    EXPECT_GT(value("store_commit_duration_seconds_count"), 20);
    EXPECT_GT(value("store_batch_changes_sum"), 20);
    EXPECT_EQ(value(R"(log_entries{log="audit"})"), 0) << "by thousands: one entry alone would tell";
    EXPECT_EQ(value(R"(log_published_entries{log="audit"})"), 0);
    EXPECT_GE(value(R"(log_unpublished_seconds{log="trust"})"), 0);
    EXPECT_GT(value(R"(checkpoint_age_seconds{log="trust"})"), 0);
    EXPECT_EQ(value(R"(http_refused_requests_total{listener="admin",status="400"})"), 1);
    EXPECT_EQ(value(R"(build_info{version="0.1.0"})"), 1);
    for (const auto& person : test::TrialWorld::people()) {
        EXPECT_THAT(text, Not(HasSubstr(person.id.text())));
        EXPECT_THAT(text, Not(HasSubstr(person.name)));
    }
    EXPECT_THAT(text, Not(HasSubstr("ndjson")));
    EXPECT_THAT(text, Not(HasSubstr("job_")));
    EXPECT_THAT(text, Not(HasSubstr("127.0.0.1")));
    EXPECT_THAT(text, Not(HasSubstr("SPY")));
    if (const auto said = promtoolSays(world.trial.folder(), text))
        EXPECT_EQ(*said, "");
    else
        GTEST_SKIP()
            << "promtool (Debian's prometheus) is not here: the exposition was read by this test alone";
}

} // namespace countersign::contract
