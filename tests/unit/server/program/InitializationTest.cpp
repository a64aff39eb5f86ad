#include "server/ProgramAccounts.h"
#include "server/ServerFolder.h"
#include "server/people/EnrolmentCodes.h"
#include "unit/server/program/Ground.h"

#include "crypto/Argon2.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace countersign::test {

using server::initialize;
using server::PersonRow;
using testing::HasSubstr;

namespace {

unsigned modeOf(const std::filesystem::path& path)
{
    struct stat facts
    {
    };
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0U;
}

class InitializationTest : public testing::Test
{
protected:
    server::InitializationOptions options()
    {
        return {Ground::people(), ground.at("codes"), ground.at("profile.json"), ground.at("ca.pem")};
    }
    /// With a port, so that a profile can name an address.
    server::Configuration configuration()
    {
        auto read = ground.configuration();
        read.port = 8443;
        read.origin = "https://localhost:8443";
        return read;
    }
    PersonRow rowOf(const std::string& person)
    {
        const auto folder = server::ServerFolder::open(configuration(), ground.clock);
        return server::readFor<PersonRow>(*folder->store,
                                          [&](soci::session& sql) -> Result<PersonRow> {
                                              return *server::findPerson(sql, PersonId(person));
                                          })
            .value();
    }
    void change(const std::string& person, const std::function<void(PersonRow&)>& how)
    {
        const auto folder = server::ServerFolder::open(configuration(), ground.clock);
        const auto done = folder->store->write([&](server::Transaction& transaction) -> Result<void> {
            const auto entry = transaction.audit(server::hostEntry("people.change", person));
            auto row = server::findPerson(transaction.sql(), PersonId(person));
            how(*row);
            server::updatePerson(transaction.sql(), *row, *entry);
            return {};
        });
        ASSERT_TRUE(done) << done.error().detail;
    }
    /// Of the newest entry.
    wire::AuditEntry lastEntry()
    {
        const auto folder = server::ServerFolder::open(configuration(), ground.clock);
        return server::readFor<wire::AuditEntry>(
                   *folder->store,
                   [](soci::session& sql) -> Result<wire::AuditEntry> {
                       std::string text;
                       sql << "SELECT line FROM audit_entries ORDER BY idx DESC LIMIT 1", soci::into(text);
                       return wire::decode<wire::AuditEntry>(text);
                   })
            .value();
    }

    Ground ground;
};

} // namespace

TEST_F(InitializationTest, LeavesPrivateFilesAndInvitedPeople)
{
    const auto codes = initialize(configuration(), options(), ground.clock);
    ASSERT_TRUE(codes) << codes.error().detail;
    ASSERT_EQ(codes->size(), 3U);
    EXPECT_EQ(modeOf(ground.at("data")), 0700U);
    EXPECT_EQ(modeOf(ground.at("data") / "keys.db"), 0600U);
    EXPECT_EQ(modeOf(ground.at("data") / "countersign.db"), 0600U);
    EXPECT_EQ(modeOf(ground.at("codes")), 0600U);
    const auto& first = codes->front();
    EXPECT_THAT(ground.read("codes"), HasSubstr("amira " + std::string(first.code.revealText()) + ' ' +
                                                timeText(first.expires) + '\n'));
    const auto row = rowOf("amira");
    EXPECT_EQ(row.invited, std::vector{wire::Role::Admin});
    EXPECT_EQ(row.enrol, wire::EnrolState::Invited);
    EXPECT_EQ(row.codeExpires, ground.clock.now() + server::enrolmentCodeLife);
    EXPECT_TRUE(crypto::passwordMatches(server::normalisedCode(first.code), row.codeHash));
}

TEST_F(InitializationTest, KeepsNoCodeInTheDataFolder)
{
    const auto codes = initialize(configuration(), options(), ground.clock);
    ASSERT_TRUE(codes);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(ground.at("data"))) {
        const auto bytes = ground.read(entry.path().lexically_relative(ground.at("")));
        for (const auto& code : *codes) {
            EXPECT_EQ(bytes.find(code.code.revealText()), std::string::npos) << entry.path();
            EXPECT_EQ(bytes.find(server::normalisedCode(code.code).revealText()), std::string::npos);
        }
    }
}

TEST_F(InitializationTest, WritesTheProfileThatConsolesRead)
{
    ASSERT_TRUE(initialize(configuration(), options(), ground.clock));
    const auto profile = nlohmann::json::parse(ground.read("profile.json"));
    EXPECT_EQ(profile, (nlohmann::json{{"name", "Test server"},
                                       {"url", "https://localhost:8443"},
                                       {"environment", "test"},
                                       {"ca", ground.read("ca.pem")},
                                       {"server", "srv_test"}}));
}

TEST_F(InitializationTest, RefusesToRunTwice)
{
    ASSERT_TRUE(initialize(configuration(), options(), ground.clock));
    const auto before = ground.read("codes");
    const auto again = initialize(configuration(), options(), ground.clock);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Conflict);
    EXPECT_THAT(again.error().detail, HasSubstr("set up already"));
    EXPECT_EQ(ground.read("codes"), before);
    EXPECT_EQ(rowOf("boris").enrol, wire::EnrolState::Invited);
}

TEST_F(InitializationTest, OverwritesNothingAndLeavesNothingWhenItFails)
{
    ground.write("profile.json", "someone's");
    const auto refused = initialize(configuration(), options(), ground.clock);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    EXPECT_EQ(ground.read("profile.json"), "someone's");
    EXPECT_FALSE(std::filesystem::exists(ground.at("codes")));
    std::filesystem::remove(ground.at("profile.json"));
    EXPECT_TRUE(initialize(configuration(), options(), ground.clock));
}

TEST_F(InitializationTest, RefusesKeysInsteadOfACa)
{
    auto told = options();
    ground.write("both.pem", ground.read("server.pem") + ground.read("server.key"));
    told.caFile = ground.at("both.pem");
    EXPECT_EQ(initialize(configuration(), told, ground.clock).error().code, ErrorCode::Configuration);
    EXPECT_FALSE(std::filesystem::exists(ground.at("profile.json")));
}

TEST_F(InitializationTest, AsksForTwoAdminsAndAPolicyThatTheyCanMeet)
{
    auto told = options();
    told.people.erase(told.people.begin());
    EXPECT_EQ(initialize(configuration(), told, ground.clock).error().code, ErrorCode::Configuration);
    auto strict = configuration();
    strict.policy.endorsements = 3;
    EXPECT_EQ(initialize(strict, options(), ground.clock).error().code, ErrorCode::Configuration);
    EXPECT_FALSE(std::filesystem::exists(ground.at("data")));
}

TEST_F(InitializationTest, TellsFaultsInTheListOfPeopleWithTheirLine)
{
    ground.write("people.toml", "[[person]]\nid = \"amira\"\nname = \"Amira Haddad\"\nroles = [\"admin\"]\n"
                                "[[person]]\nid = \"Boris\"\nname = \"Boris Lang\"\nroles = [\"boss\"]\n"
                                "[[person]]\nid = \"server\"\nname = \"\"\nroles = [\"admin\", \"admin\"]\n");
    const auto read = server::readFirstPeople(ground.at("people.toml"));
    ASSERT_FALSE(read);
    const auto file = ground.at("people.toml").string();
    for (const auto* fault :
         {":6: [[person]] id", ":8: [[person]] roles names \"boss\"", ":10: [[person]] id",
          ":11: [[person]] name is empty", ":12: [[person]] roles names one twice"})
        EXPECT_THAT(read.error().detail, HasSubstr(file + fault));
}

TEST_F(InitializationTest, ReadsTheListOfPeople)
{
    ground.write("people.toml", "[[person]]\nid = \"amira\"\nname = \"Amira Haddad\"\nroles = [\"admin\"]\n"
                                "[[person]]\nid = \"boris\"\nname = \"Boris Lang\"\nroles = [\"admin\", "
                                "\"compliance-officer\"]\n");
    const auto read = server::readFirstPeople(ground.at("people.toml"));
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->at(1).roles, (std::vector{wire::Role::Admin, wire::Role::ComplianceOfficer}));
}

TEST_F(InitializationTest, UnlocksAnAdminOnTheHostWithAnEntry)
{
    ground.init();
    change("amira", [](PersonRow& row) {
        row.locked = true;
        row.wrongCodes = 10;
    });
    ASSERT_TRUE(server::unlockOnHost(configuration(), PersonId("amira"), ground.clock));
    EXPECT_FALSE(rowOf("amira").locked);
    EXPECT_EQ(rowOf("amira").wrongCodes, 0);
    const auto entry = lastEntry();
    EXPECT_EQ(entry.action, "people.unlock");
    EXPECT_EQ(entry.object, "amira");
    EXPECT_EQ(entry.actor.person, "server");
    EXPECT_FALSE(entry.detail.at("host-user").empty());
}

TEST_F(InitializationTest, UnlocksNobodyElseOnTheHost)
{
    ground.init();
    change("okafor", [](PersonRow& row) { row.locked = true; });
    const auto unlock = [&](const char* person) {
        return server::unlockOnHost(configuration(), PersonId(person), ground.clock).error().code;
    };
    EXPECT_EQ(unlock("okafor"), ErrorCode::RoleMissing);
    EXPECT_EQ(unlock("amira"), ErrorCode::Conflict); // is not locked
    EXPECT_EQ(unlock("nobody"), ErrorCode::NotFound);
    EXPECT_TRUE(rowOf("okafor").locked);
}

TEST_F(InitializationTest, GivesNewCodesToWhoHasNotEnrolled)
{
    const auto first = ground.init();
    ground.clock.advance(std::chrono::days(8));
    const auto code = server::newCodeOnHost(configuration(), PersonId("okafor"), ground.clock);
    ASSERT_TRUE(code) << code.error().detail;
    const auto row = rowOf("okafor");
    EXPECT_TRUE(crypto::passwordMatches(server::normalisedCode(code->code), row.codeHash));
    EXPECT_FALSE(crypto::passwordMatches(server::normalisedCode(first.at(2).code), row.codeHash));
    EXPECT_GT(row.codeExpires, ground.clock.now());
    EXPECT_EQ(lastEntry().action, "people.code");
    change("okafor", [](PersonRow& enrolled) { enrolled.enrol = wire::EnrolState::Enrolled; });
    EXPECT_EQ(server::newCodeOnHost(configuration(), PersonId("okafor"), ground.clock).error().code,
              ErrorCode::Conflict);
}

} // namespace countersign::test
