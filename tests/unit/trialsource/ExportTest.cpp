#include "trialsource/FhirRoutes.h"
#include "trialsource/FolderPopulation.h"
#include "trialsource/SyntheticPopulation.h"

#include "tests/support/ManualClock.h"
#include "tests/unit/trialsource/Client.h"
#include "tests/unit/trialsource/Reading.h"

#include <thread>

#include <gmock/gmock.h>

namespace countersign::trialsource {

using namespace test;
using nlohmann::json;

namespace {

const std::string base = "https://source.example:8443";

/// A client that follows the protocol from token to files, without a network.
class Exchange
{
public:
    explicit Exchange(std::shared_ptr<const Population> population, std::uint64_t perFile = 0)
        : m_routes({base, std::move(population), {"exporter", m_client.jwks()}, {perFile, {}}, 0}, m_clock)
    {
        const auto reply = m_routes.answer(Client::tokenRequest(
            m_client.assertion({"exporter", base + "/auth/token", "j1", secondsOf(m_clock.now()) + 60})));
        m_token = json::parse(reply.body)["access_token"];
    }

    http::Response ask(const std::string& path, std::map<std::string, std::string> query = {},
                       const std::string& method = "GET", bool signedIn = true)
    {
        http::Request request;
        request.method = method;
        request.path = request.target = path;
        request.query = std::move(query);
        request.fields.add("Accept", "application/fhir+json");
        request.fields.add("Prefer", m_prefer);
        if (signedIn)
            request.fields.add("Authorization", "Bearer " + m_token);
        return m_routes.answer(request);
    }

    /// The path of the status address.
    std::string kickOff(const std::string& path, std::map<std::string, std::string> query = {})
    {
        const auto reply = ask(path, std::move(query));
        EXPECT_EQ(reply.status, 202) << reply.body;
        return std::string(reply.fields.first("Content-Location")).substr(base.size());
    }

    json manifest(const std::string& status)
    {
        auto reply = ask(status);
        while (reply.status == 202) {
            EXPECT_FALSE(reply.fields.first("X-Progress").empty());
            EXPECT_EQ(reply.fields.first("Retry-After"), "1");
            std::this_thread::yield();
            reply = ask(status);
        }
        EXPECT_EQ(reply.status, 200) << reply.body;
        EXPECT_THAT(std::string(reply.fields.first("Expires")), testing::EndsWith(" GMT"));
        return json::parse(reply.body);
    }

    std::string download(const json& output)
    {
        const auto reply = ask(output["url"].get<std::string>().substr(base.size()));
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.fields.first("Content-Type"), "application/fhir+ndjson");
        std::string out;
        for (auto piece = reply.source->next(); piece && !piece->empty(); piece = reply.source->next())
            out += textOf(*piece);
        return out;
    }

    FhirRoutes& routes() { return m_routes; }
    void prefer(std::string value) { m_prefer = std::move(value); }
    countersign::test::ManualClock& clock() { return m_clock; }

private:
    countersign::test::ManualClock m_clock;
    Client m_client;
    FhirRoutes m_routes;
    std::string m_token;
    std::string m_prefer = "respond-async";
};

std::shared_ptr<const Population> people(std::uint64_t patients = 40)
{
    return std::make_shared<SyntheticPopulation>(11, patients);
}

} // namespace

TEST(Export, manifestCountsEqualTheLinesOfTheFiles)
{
    Exchange exchange(people(), 50);
    const auto manifest = exchange.manifest(exchange.kickOff("/fhir/$export"));
    EXPECT_EQ(manifest["requiresAccessToken"], true);
    EXPECT_EQ(manifest["request"], base + "/fhir/$export");
    EXPECT_EQ(manifest["transactionTime"], timeText(exchange.clock().now()));
    std::map<std::string, std::string> whole;
    for (const auto& output : manifest["output"]) {
        const auto bytes = exchange.download(output);
        EXPECT_EQ(recordsOf(bytes).size(), output["count"].get<std::size_t>());
        EXPECT_LE(output["count"].get<std::size_t>(), 50U);
        whole[output["type"]] += bytes;
    }
    for (const auto& type : people()->types())
        EXPECT_EQ(whole[type], bytesOfType(*people(), type)) << type;
}

TEST(Export, countsAgreeWithSearchTotals)
{
    Exchange exchange(people());
    const auto since = "2025-03-01T00:00:00Z";
    const auto manifest = exchange.manifest(
        exchange.kickOff("/fhir/$export", {{"_type", "Observation,Encounter"}, {"_since", since}}));
    ASSERT_EQ(manifest["output"].size(), 2U);
    for (const auto& output : manifest["output"]) {
        const auto reply = exchange.ask("/fhir/" + output["type"].get<std::string>(),
                                        {{"_summary", "count"}, {"_lastUpdated", std::string("ge") + since}});
        EXPECT_EQ(json::parse(reply.body)["total"], output["count"]);
        EXPECT_EQ(recordsOf(exchange.download(output)).size(), output["count"].get<std::size_t>());
    }
}

TEST(Export, folderFilesArriveByteByByte)
{
    const Folder folder;
    writeSmallSet(folder);
    Exchange exchange(FolderPopulation::open(folder.path(), 1).value());
    const auto manifest = exchange.manifest(exchange.kickOff("/fhir/$export"));
    for (const auto& output : manifest.at("output")) {
        std::ifstream stream(folder.path() / ("1." + output["type"].get<std::string>() + ".ndjson"),
                             std::ios::binary);
        EXPECT_EQ(exchange.download(output), std::string(std::istreambuf_iterator<char>(stream), {}));
    }
}

TEST(Export, aGroupExportHoldsItsMembersResources)
{
    const Folder folder;
    writeSmallSet(folder);
    Exchange exchange(FolderPopulation::open(folder.path(), 1).value());
    const auto groups = json::parse(exchange.ask("/fhir/Group").body);
    ASSERT_EQ(groups["total"], 2);
    EXPECT_EQ(groups["entry"][0]["resource"]["name"], "One");
    EXPECT_EQ(groups["entry"][0]["resource"]["quantity"], 1);
    const auto manifest = exchange.manifest(exchange.kickOff("/fhir/Group/g2/$export"));
    ASSERT_EQ(manifest["output"].size(), 1U);
    EXPECT_EQ(recordsOf(exchange.download(manifest["output"][0]))[0]["id"], "b");
    EXPECT_EQ(exchange.ask("/fhir/Group/none/$export").status, 404);
    const auto patients = exchange.manifest(exchange.kickOff("/fhir/Patient/$export"));
    for (const auto& output : patients["output"])
        EXPECT_THAT((std::vector<std::string>{"Organization", "Group"}),
                    testing::Not(testing::Contains(output["type"])));
}

TEST(Export, withoutATokenOnlyTheTwoPublicDocumentsAreServed)
{
    Exchange exchange(people(1));
    const auto status = exchange.kickOff("/fhir/$export");
    const auto url = exchange.manifest(status)["output"][0]["url"].get<std::string>().substr(base.size());
    for (const auto& path :
         {std::string("/fhir/$export"), std::string("/fhir/Group"), std::string("/fhir"), status, url}) {
        const auto reply = exchange.ask(path, {}, "GET", false);
        EXPECT_EQ(reply.status, 401) << path;
        EXPECT_EQ(json::parse(reply.body)["resourceType"], "OperationOutcome");
    }
    EXPECT_EQ(exchange.ask(status, {}, "DELETE", false).status, 401);
    const auto metadata = exchange.ask("/fhir/metadata", {}, "GET", false);
    EXPECT_EQ(json::parse(metadata.body)["fhirVersion"], "4.0.1");
    const auto smart =
        json::parse(exchange.ask("/fhir/.well-known/smart-configuration", {}, "GET", false).body);
    EXPECT_EQ(smart["token_endpoint"], base + "/auth/token");
    exchange.clock().advance(std::chrono::seconds(300));
    EXPECT_EQ(exchange.ask(url).status, 401);
}

TEST(Export, aDeletedExportIsGoneAndItsFilesAreCut)
{
    Exchange exchange(people(3000));
    const auto status = exchange.kickOff("/fhir/$export", {{"_type", "Observation"}});
    const auto url = exchange.manifest(status)["output"][0]["url"].get<std::string>().substr(base.size());
    const auto reading = exchange.ask(url);
    ASSERT_TRUE(reading.source->next());
    EXPECT_EQ(exchange.ask(status, {}, "DELETE").status, 202);
    EXPECT_EQ(reading.source->next().error().code, ErrorCode::Cancelled);
    EXPECT_EQ(exchange.ask(status).status, 404);
    EXPECT_EQ(exchange.ask(url).status, 404);
    EXPECT_EQ(exchange.ask(status, {}, "DELETE").status, 404);
}

TEST(Export, kickOffsThatAreWrongAreRefusedWithAReason)
{
    Exchange exchange(people(1));
    using Query = std::map<std::string, std::string>;
    for (const auto& query : {Query{{"_type", "Patient,Bogus"}}, Query{{"_since", "yesterday"}},
                              Query{{"_outputFormat", "text/csv"}}, Query{{"_elements", "id"}}}) {
        const auto reply = exchange.ask("/fhir/$export", query);
        EXPECT_EQ(reply.status, 400);
        EXPECT_THAT(json::parse(reply.body)["issue"][0]["diagnostics"].get<std::string>(),
                    testing::HasSubstr(query.begin()->first));
    }
    exchange.prefer("respond-async, handling=lenient");
    EXPECT_EQ(exchange.ask("/fhir/$export", {{"_elements", "id"}}).status, 202);
    exchange.prefer("");
    EXPECT_EQ(exchange.ask("/fhir/$export").status, 400);
}

} // namespace countersign::trialsource
