#include "server/job/Visibility.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

using wire::Role;

Caller caller(const std::string& person, std::vector<Role> roles)
{
    Caller who;
    who.person = PersonId(person);
    who.roles = std::move(roles);
    return who;
}

wire::Statement request()
{
    wire::ExportRequestBody body;
    body.fetchers = {{PersonId("dora"), {}}};
    wire::Statement statement;
    statement.author.person = PersonId("olga");
    statement.body = body;
    return statement;
}

TEST(Visibility, ThoseWhoHaveToDoWithItSeeIt)
{
    EXPECT_TRUE(maySee(caller("olga", {Role::ExportOperator}), request()));
    EXPECT_TRUE(maySee(caller("paul", {Role::SecurityApprover}), request()));
    EXPECT_TRUE(maySee(caller("carl", {Role::ComplianceOfficer}), request()));
    EXPECT_TRUE(maySee(caller("dora", {Role::ArtifactDownloader}), request()));
}

TEST(Visibility, OthersDoNot)
{
    EXPECT_FALSE(maySee(caller("otto", {Role::ExportOperator}), request())) << "another operator";
    EXPECT_FALSE(maySee(caller("dirk", {Role::ArtifactDownloader}), request())) << "not named";
    EXPECT_FALSE(maySee(caller("dora", {}), request())) << "no downloader any more";
    EXPECT_FALSE(maySee(caller("amira", {Role::Admin}), request()));
    wire::Statement other;
    other.author.person = PersonId("olga");
    other.body = wire::WithdrawalBody{};
    EXPECT_FALSE(maySee(caller("paul", {Role::SecurityApprover}), other)) << "no request";
    EXPECT_FALSE(maySee(caller("paul", {Role::SecurityApprover}), wire::Job{})) << "unreadable";
}

} // namespace
} // namespace countersign::server
