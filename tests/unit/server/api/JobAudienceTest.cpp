#include "server/api/JobAudience.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

using wire::Role;

wire::Statement request()
{
    wire::ExportRequestBody body;
    body.fetchers = {{PersonId("dora"), {}}};
    wire::Statement statement;
    statement.author.person = PersonId("olga");
    statement.body = body;
    return statement;
}

bool sees(const std::string& person, const std::vector<Role>& roles, bool released)
{
    return maySee(PersonId(person), roles, audienceOf(request(), released));
}

TEST(JobAudience, ThoseWhoHaveToDoWithItSeeIt)
{
    for (const bool released : {false, true}) {
        EXPECT_TRUE(sees("olga", {Role::ExportOperator}, released));
        EXPECT_TRUE(sees("paul", {Role::SecurityApprover}, released));
        EXPECT_TRUE(sees("carl", {Role::ComplianceOfficer}, released));
    }
}

TEST(JobAudience, FetchersSeeItOnceItIsReleased)
{
    EXPECT_FALSE(sees("dora", {Role::ArtifactDownloader}, false)) << "what was found is not hers yet";
    EXPECT_TRUE(sees("dora", {Role::ArtifactDownloader}, true));
    EXPECT_FALSE(sees("dora", {}, true)) << "no downloader any more";
    EXPECT_FALSE(sees("dirk", {Role::ArtifactDownloader}, true)) << "not named";
}

TEST(JobAudience, OthersDoNot)
{
    EXPECT_FALSE(sees("otto", {Role::ExportOperator}, true)) << "another operator";
    EXPECT_FALSE(sees("amira", {Role::Admin}, true));
    wire::Statement other;
    other.author.person = PersonId("olga");
    other.body = wire::WithdrawalBody{};
    EXPECT_FALSE(maySee(PersonId("olga"), {}, audienceOf(other, true))) << "no request";
    EXPECT_FALSE(maySee(PersonId(), {Role::ArtifactDownloader}, audienceOf(wire::Job{}))) << "unreadable";
}

} // namespace
} // namespace countersign::server
