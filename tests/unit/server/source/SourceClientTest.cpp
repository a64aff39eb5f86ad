#include "SourceFixture.h"

#include "server/artifact/NdjsonCheck.h"

#include <atomic>

#include <gmock/gmock.h>
#include <sys/stat.h>

/// The client against the trial source over real TLS.
namespace countersign::server::test {

namespace {

using testing::HasSubstr;
using testing::Not;

const std::string tokenPath = "POST /auth/token";

class SourceClientTest : public SourceFixture
{
protected:
    static Result<SourceManifest> finished(SourceClient& client, const std::string& status)
    {
        for (;;) {
            auto answer = client.poll(status, {});
            if (!answer)
                return tl::unexpected(answer.error());
            if (auto* manifest = std::get_if<SourceManifest>(&*answer))
                return std::move(*manifest);
            const auto& progress = std::get<SourceInProgress>(*answer);
            EXPECT_EQ(progress.retryAfter, std::chrono::seconds(1));
            EXPECT_THAT(progress.progress, testing::MatchesRegex("[0-9] of [0-9]"));
            std::this_thread::yield();
        }
    }

    static Result<std::string> fetched(SourceClient& client, const ManifestFile& file)
    {
        std::string out;
        auto done = client.fetch(file.url, true,
                                 [&](ByteView bytes) -> Result<void> {
                                     out += textOf(bytes);
                                     return {};
                                 },
                                 {});
        return done.map([&] { return out; });
    }

    std::uint64_t countOf(const TrialSource& source, const std::string& type)
    {
        return trialsource::countResources(source.population(), type, {}).value();
    }
};

} // namespace

TEST_F(SourceClientTest, anExportFromKickOffToDeletion)
{
    TrialSource source(m_folder, jwks(), m_clock);
    const auto own = client(source.base());
    const auto status = own->kickOff(request({"Patient", "Encounter"}), {});
    ASSERT_TRUE(status) << status.error().detail;
    const auto manifest = finished(*own, *status);
    ASSERT_TRUE(manifest) << manifest.error().detail;
    EXPECT_TRUE(manifest->requiresAccessToken);

    std::map<std::string, std::uint64_t> counts;
    for (const auto& file : manifest->files) {
        const auto bytes = fetched(*own, file);
        ASSERT_TRUE(bytes) << bytes.error().detail;
        NdjsonCheck check(file.type);
        ASSERT_TRUE(check.add(bytesOf(*bytes)));
        EXPECT_EQ(check.finish().value(), file.count);
        counts[file.type] += check.count();
    }
    EXPECT_GT(manifest->files.size(), 2U); // split by the trial source
    EXPECT_EQ(counts, (std::map<std::string, std::uint64_t>{{"Patient", countOf(source, "Patient")},
                                                            {"Encounter", countOf(source, "Encounter")}}));
    EXPECT_EQ(source.asked(tokenPath), 1U);

    ASSERT_TRUE(own->remove(*status, {}));
    const auto gone = own->poll(*status, {});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::SourceGone);
    EXPECT_FALSE(fetched(*own, manifest->files.front()));
    EXPECT_TRUE(own->remove(*status, {})); // gone already
}

TEST_F(SourceClientTest, aGroupsExportHasItsPatientsOnly)
{
    TrialSource source(m_folder, jwks(), m_clock);
    const auto own = client(source.base());
    auto body = request({"Patient"});
    const auto group = source.population().groups().front();
    body.level = wire::Level::Group;
    body.group = wire::GroupReference{group.id, group.name};
    const auto status = own->kickOff(body, {});
    ASSERT_TRUE(status) << status.error().detail;
    const auto manifest = finished(*own, *status);
    ASSERT_TRUE(manifest);
    ASSERT_EQ(manifest->files.size(), 1U);
    EXPECT_EQ(manifest->files.front().count, group.quantity);
}

TEST_F(SourceClientTest, rsaKeysAreGoodToo)
{
    const auto rsa = crypto::AssertionKey::generate("RS384").value();
    write("client.key", rsa.toPem().revealText());
    TrialSource source(m_folder, "{\"keys\":[" + rsa.publicJwkText() + "]}", m_clock);
    EXPECT_TRUE(client(source.base())->kickOff(request({"Patient"}), {}));
}

// The trial source has no _until. Leaving it out would export more than people signed.
TEST_F(SourceClientTest, anEndThatTheSourceDoesNotKnowIsRefusedNotForgotten)
{
    TrialSource source(m_folder, jwks(), m_clock);
    auto body = request({"Patient"});
    body.until = m_clock.now();
    const auto status = client(source.base())->kickOff(body, {});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::SourceRefused);
    EXPECT_THAT(status.error().detail, HasSubstr("status 400, "));
}

TEST_F(SourceClientTest, aKeyThatTheSourceDoesNotKnowIsRefused)
{
    TrialSource source(m_folder, jwks(), m_clock);
    write("client.key", crypto::AssertionKey::generate("ES384").value().toPem().revealText());
    const auto own = client(source.base());
    const auto status = own->kickOff(request({"Patient"}), {});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::SourceRefused);
    EXPECT_THAT(status.error().detail, HasSubstr("invalid_client"));
    EXPECT_EQ(source.asked("GET /fhir/$export"), 0U);

    // The right one counts without a restart.
    write("client.key", m_key.toPem().revealText());
    EXPECT_TRUE(own->kickOff(request({"Patient"}), {}));
}

TEST_F(SourceClientTest, aCertificateOfAnotherCaIsRefusedBeforeAnythingIsSent)
{
    TrialSource source(m_folder, jwks(), m_clock);
    auto wrong = config(source.base());
    wrong.caFile = write("other.pem", crypto::makeTrialCa("Source CA").value().certificatePem);
    const auto own = SourceClient::create(wrong, m_clock).value();
    const auto status = own->kickOff(request({"Patient"}), {});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::SourceCertificate);
    EXPECT_THAT(status.error().detail, HasSubstr("certificate"));
    EXPECT_EQ(source.asked("GET /fhir/.well-known/smart-configuration"), 0U);
}

TEST_F(SourceClientTest, aCertificateOfAnotherNameIsRefused)
{
    const auto made = crypto::makeTrialCertificate(m_ca, {"elsewhere.example"}, {}).value();
    write("server.pem", made.certificatePem);
    write("server.key", made.keyPem.revealText());
    TrialSource source(m_folder, jwks(), m_clock);
    const auto status = client(source.base())->kickOff(request({"Patient"}), {});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::SourceCertificate);
}

TEST_F(SourceClientTest, nobodyThereIsUnreachable)
{
    std::string base;
    {
        const TrialSource source(m_folder, jwks(), m_clock);
        base = source.base();
    }
    const auto own = client(base);
    EXPECT_EQ(own->kickOff(request({"Patient"}), {}).error().code, ErrorCode::SourceUnreachable);
    const auto described = own->describe({});
    EXPECT_FALSE(described.reachable);
    EXPECT_EQ(described.failure, "source-unreachable");
}

TEST_F(SourceClientTest, aTokenIsUsedUntilShortlyBeforeItsEnd)
{
    TrialSource source(m_folder, jwks(), m_clock);
    const auto own = client(source.base());
    const auto status = own->kickOff(request({"Patient"}), {});
    ASSERT_TRUE(status);
    m_clock.advance(std::chrono::seconds(269)); // of 300
    ASSERT_TRUE(own->poll(*status, {}));
    EXPECT_EQ(source.asked(tokenPath), 1U);
    m_clock.advance(std::chrono::seconds(1));
    ASSERT_TRUE(own->poll(*status, {}));
    EXPECT_EQ(source.asked(tokenPath), 2U);
}

TEST_F(SourceClientTest, manyThreadsShareOneToken)
{
    TrialSource source(m_folder, jwks(), m_clock);
    const auto own = client(source.base());
    std::atomic<int> good = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { good += own->kickOff(request({"Patient"}), {}) ? 1 : 0; });
    }
    EXPECT_EQ(good, 4);
    EXPECT_EQ(source.asked(tokenPath), 1U);
}

TEST_F(SourceClientTest, aStopEndsAFileInTheMiddle)
{
    TrialSource source(m_folder, jwks(), m_clock, 0, 300'000);
    const auto own = client(source.base());
    const auto status = own->kickOff(request({"Observation"}), {});
    ASSERT_TRUE(status);
    const auto manifest = finished(*own, *status);
    ASSERT_TRUE(manifest);
    std::stop_source stop;
    std::size_t taken = 0;
    const auto done = own->fetch(
        manifest->files.front().url, true,
        [&](ByteView bytes) -> Result<void> {
            taken += bytes.size();
            stop.request_stop();
            return {};
        },
        stop.get_token());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_GT(taken, 0U);
    const auto again = own->kickOff(request({"Patient"}), stop.get_token());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Cancelled);
}

TEST_F(SourceClientTest, aJobDeletedMeanwhileBreaksTheFileAndIsNoticed)
{
    TrialSource source(m_folder, jwks(), m_clock, 0, 300'000);
    const auto own = client(source.base());
    const auto status = own->kickOff(request({"Observation"}), {});
    ASSERT_TRUE(status);
    const auto manifest = finished(*own, *status);
    ASSERT_TRUE(manifest);
    bool removed = false;
    const auto done =
        own->fetch(manifest->files.front().url, true,
                   [&](ByteView) -> Result<void> {
                       return std::exchange(removed, true) ? Result<void>() : own->remove(*status, {});
                   },
                   {});
    EXPECT_TRUE(removed);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::SourceCut);
}

TEST_F(SourceClientTest, theSinksErrorIsTheResult)
{
    TrialSource source(m_folder, jwks(), m_clock);
    const auto own = client(source.base());
    const auto manifest = finished(*own, own->kickOff(request({"Patient"}), {}).value());
    ASSERT_TRUE(manifest);
    const auto done =
        own->fetch(manifest->files.front().url, true,
                   [](ByteView) -> Result<void> { return fail(ErrorCode::ServerDiskFull, "no room"); }, {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::ServerDiskFull);
    EXPECT_EQ(done.error().detail, "no room");
}

TEST_F(SourceClientTest, describesTypesCountsAndGroups)
{
    TrialSource source(m_folder, jwks(), m_clock);
    const auto described = client(source.base())->describe({});
    EXPECT_TRUE(described.reachable);
    EXPECT_FALSE(described.failure);
    EXPECT_EQ(described.id, SourceId("src_trial"));
    const auto held = source.population().types();
    ASSERT_EQ(described.types.size(), held.size());
    for (std::size_t i = 0; i < held.size(); ++i) {
        EXPECT_EQ(described.types[i].type, held[i]);
        EXPECT_EQ(described.types[i].count, countOf(source, held[i])) << held[i];
    }
    const auto groups = source.population().groups();
    ASSERT_EQ(described.groups.size(), groups.size());
    EXPECT_EQ(described.groups[0].id, groups[0].id);
    EXPECT_EQ(described.groups[0].name, groups[0].name);
    EXPECT_EQ(described.groups[0].patients, groups[0].quantity);
    EXPECT_EQ(source.asked(tokenPath), 1U);
}

TEST_F(SourceClientTest, aSourceThatDoesNotKnowUsIsNotReachable)
{
    TrialSource source(m_folder, "{\"keys\":[]}", m_clock);
    const auto described = client(source.base())->describe({});
    EXPECT_FALSE(described.reachable);
    EXPECT_EQ(described.failure, "source-refused");
}

TEST_F(SourceClientTest, aConfigurationThatCannotWorkIsRefusedAtOnce)
{
    const auto refusal = [&](const std::function<void(SourceConfig&)>& change) {
        auto wrong = config("https://source.example/fhir/");
        change(wrong);
        const auto made = SourceClient::create(wrong, m_clock);
        EXPECT_FALSE(made);
        EXPECT_TRUE(made || made.error().code == ErrorCode::Configuration);
        EXPECT_TRUE(made || made.error().detail.find("PRIVATE") == std::string::npos);
    };
    EXPECT_TRUE(SourceClient::create(config("https://source.example/fhir/"), m_clock));
    refusal([](SourceConfig& c) { c.baseUrl = "http://source.example/fhir"; });
    refusal([](SourceConfig& c) { c.baseUrl = "https://source.example/fhir?x=1"; });
    refusal([](SourceConfig& c) { c.baseUrl = ""; });
    refusal([](SourceConfig& c) { c.caFile = ""; });
    refusal([](SourceConfig& c) { c.caFile += ".gone"; });
    refusal([](SourceConfig& c) { c.keyFile += ".gone"; });
    refusal([&](SourceConfig& c) { c.keyFile = m_folder / "ca.pem"; });
    ::chmod((m_folder / "client.key").c_str(), 0640);
    refusal([](SourceConfig&) {});
}

} // namespace countersign::server::test
