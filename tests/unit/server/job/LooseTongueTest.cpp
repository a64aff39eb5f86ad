#include "unit/server/job/JobWorld.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

/// A source that says whom its data is about wherever it may say something.
namespace countersign::test {
namespace {

using wire::JobState;

constexpr auto patient = "Muster";

http::Response said(int status, std::string body,
                    std::vector<std::pair<std::string, std::string>> fields = {})
{
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    for (auto& [name, value] : fields)
        response.fields.add(std::move(name), std::move(value));
    return response;
}

const std::string outcome =
    R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"Muster",)"
    R"("diagnostics":"Maria Muster","details":{"text":"Muster"}}]})";

/// What spdlog gets, all levels, until destroyed.
class Log
{
public:
    Log() : m_before(spdlog::default_logger())
    {
        auto logger = std::make_shared<spdlog::logger>(
            "kept", std::make_shared<spdlog::sinks::ostream_sink_mt>(m_text, true));
        logger->set_level(spdlog::level::trace);
        spdlog::set_default_logger(std::move(logger));
    }
    ~Log() { spdlog::set_default_logger(m_before); }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    [[nodiscard]] std::string text() const { return m_text.str(); }

private:
    std::ostringstream m_text;
    std::shared_ptr<spdlog::logger> m_before;
};

class LooseTongue : public testing::Test
{
protected:
    /// Until the export is over, or waits for its release.
    wire::Job run(const TrialSource::Instead& answer)
    {
        world.source.instead(answer);
        const auto id = world.ask();
        world.decide(id, wire::Gate::Request);
        return world.await(id, [](const wire::Job& job) {
            return job.state == JobState::Failed || job.state == JobState::AwaitingRelease;
        });
    }
    void expectSilence()
    {
        world.endJobs();
        EXPECT_FALSE(world.onDisk(patient));
        EXPECT_EQ(log.text().find(patient), std::string::npos) << log.text();
    }

    Log log;
    JobWorld world;
};

TEST_F(LooseTongue, InARefusalKeepsStatusAndCodeAlone)
{
    const auto job = run([](const http::Request& request) -> std::optional<http::Response> {
        return request.path == "/fhir/$export" ? std::optional(said(422, outcome)) : std::nullopt;
    });
    EXPECT_EQ(job.state, JobState::Failed);
    EXPECT_EQ(job.failureDetail, "kick-off: status 422, unknown");
    expectSilence();
}

TEST_F(LooseTongue, InProgressAndManifestIsNotHeard)
{
    int polls = 0;
    const auto job = run([&](const http::Request& request) -> std::optional<http::Response> {
        if (!request.path.starts_with("/fhir/bulkstatus") || request.method != "GET")
            return std::nullopt;
        if (polls++ == 0)
            return said(202, {}, {{"X-Progress", "Maria Muster"}, {"Retry-After", "1"}});
        return said(200, R"({"transactionTime":"Muster","requiresAccessToken":true,"output":[]})");
    });
    EXPECT_EQ(job.state, JobState::Failed);
    EXPECT_EQ(job.failure, "source-data");
    expectSilence();
}

TEST_F(LooseTongue, InAFilesAddressIsSealed)
{
    const auto job = run([](const http::Request& request) -> std::optional<http::Response> {
        if (request.path.starts_with("/fhir/bulkstatus") && request.method == "GET")
            return said(200, R"({"transactionTime":"2026-11-24T08:00:00Z","requiresAccessToken":false,)"
                             R"("extension":{"https://x.example/about":"Maria Muster"},"output":[)"
                             R"({"type":"Patient","url":"https://muster.localhost:1/Muster?name=Muster"}]})");
        return std::nullopt;
    });
    EXPECT_EQ(job.failure, "source-unreachable");
    expectSilence();
}

TEST_F(LooseTongue, InABrokenLineIsNotQuoted)
{
    const auto job = run([](const http::Request& request) -> std::optional<http::Response> {
        if (request.path.starts_with("/fhir/bulkfiles"))
            return said(200, R"({"resourceType":"Patient","name":"Muster)");
        return std::nullopt;
    });
    EXPECT_EQ(job.failure, "source-no-resource");
    expectSilence();
}

} // namespace
} // namespace countersign::test
