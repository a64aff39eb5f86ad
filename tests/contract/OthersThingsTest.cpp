#include "contract/ContractWorld.h"
#include "server/job/Jobs.h"

#include <gtest/gtest.h>

/// Exports, statements, files, retrievals and sessions of others.
namespace countersign::contract {

TEST(OthersThingsTest, AnswerLikeUnknownOnes)
{
    ContractWorld world;
    world.enrolAll();
    const auto request = world.ask();
    const auto job = server::jobIdOf(request).text();
    // Lars Brandt asks for exports, too; Rui Silva may fetch what is not released yet.
    for (const std::string person : {"brandt", "silva", "amira"}) {
        auto& console = world[person].console;
        world.keepAlive(world[person]);
        for (const auto& [theirs, unknown] :
             {std::pair{"/v1/jobs/" + job, std::string("/v1/jobs/job_0000000000000000")},
              {"/v1/jobs/" + job + "/trail", "/v1/jobs/job_0000000000000000/trail"},
              {"/v1/statements/" + request.text(), "/v1/statements/" + Digest().text()}}) {
            const auto seen = console.call("GET", theirs);
            const auto nothing = console.call("GET", unknown);
            EXPECT_EQ(seen.status, 404) << person << ' ' << theirs;
            EXPECT_EQ(seen.code(), nothing.code()) << theirs;
            EXPECT_EQ(seen.body.size(), nothing.body.size()) << theirs;
        }
        EXPECT_TRUE(console.call("GET", "/v1/jobs").as<wire::Jobs>().jobs.empty()) << person;
    }
    // Files and retrievals of somebody else.
    world.takeIn(request);
    const auto release = world.release(request);
    const auto [retrieval, file] = world.openRetrieval(release);
    const auto granted =
        world.enter(world["amira"], {wire::RoleChangeBody{PersonId("brandt"), wire::RoleAction::Grant,
                                                          wire::Role::ArtifactDownloader, "helps"}});
    std::ignore = world.enter(world["boris"], {world.decision(granted, wire::Gate::Admin)});
    auto& brandt = world["brandt"];
    world.keepAlive(brandt);
    const auto theirs = world.askTicket(brandt, retrieval, file.id);
    EXPECT_EQ(theirs.code(), world.askTicket(brandt, RetrievalId("ret_unknown"), file.id).code());
    EXPECT_EQ(theirs.code(), world.askTicket(brandt, retrieval, FileId("00")).code());
    EXPECT_EQ(theirs.code(), "retrieval-closed");
    auto& silva = world["silva"];
    // A session that is somebody else's: its refresh token is one that nobody knows.
    const auto stolen =
        brandt.console.post("/v1/session/refresh", wire::Refresh{Secret(std::string_view(silva.refresh))});
    EXPECT_EQ(stolen.status, 401);
    EXPECT_EQ(silva.console.call("GET", "/v1/session").status, 200) << "and it did not end by that";
}

} // namespace countersign::contract
