#include "support/TrialWorld.h"
#include "unit/http/TlsClient.h"

#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace countersign::test {

using http::test::fetch;

TEST(TrialWorldTest, ServesUnderTheProfileItWrites)
{
    const TrialWorld world;
    const auto profile = nlohmann::json::parse(std::ifstream(world.profileFile()));
    EXPECT_EQ(profile["url"], world.origin());
    EXPECT_EQ(world.origin(), "https://localhost:" + std::to_string(world.port()));
    EXPECT_EQ(profile["server"], "trial");
    const auto answer = fetch(world.port(), world.caFile().string(), {"GET", "/v1/people"});
    EXPECT_EQ(answer.status, 401);
    for (const auto& person : world.people())
        EXPECT_EQ(world.code(person.id.text()).size(), 19U); // XXXX-XXXX-XXXX-XXXX
}

TEST(TrialWorldTest, OffersTheSourceToItsRegisteredClient)
{
    const TrialWorld world;
    const auto& source = world.configuration().sources.front();
    const auto client = server::SourceClient::create(source, world.time());
    ASSERT_TRUE(client) << client.error().detail;
    const auto described = (*client)->describe({});
    EXPECT_TRUE(described.reachable) << described.failure.value_or("");
    EXPECT_FALSE(described.types.empty());
    EXPECT_FALSE(described.groups.empty());
}

TEST(TrialWorldTest, StartsAgainOnTheSamePort)
{
    TrialWorld world;
    const auto port = world.port();
    world.stopServer();
    EXPECT_FALSE(fetch(port, world.caFile().string(), {"GET", "/v1/people"}).whole);
    world.startServer();
    EXPECT_EQ(fetch(port, world.caFile().string(), {"GET", "/v1/people"}).status, 401);
}

TEST(TrialWorldTest, LeavesNothingBehind)
{
    std::filesystem::path folder;
    {
        const TrialWorld world;
        folder = world.folder();
        EXPECT_TRUE(std::filesystem::exists(folder));
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
}

} // namespace countersign::test
