#include "unit/server/program/Ground.h"

#include <sstream>

#include <gmock/gmock.h>

namespace countersign::test {

using server::Configuration;
using testing::AllOf;
using testing::HasSubstr;

namespace {

class ConfigurationTest : public testing::Test
{
protected:
    /// What is told of a configuration in which something was replaced.
    std::string faultsWith(const std::string& from, const std::string& to)
    {
        ground.write("countersign.toml", Ground::tomlWith(from, to));
        const auto loaded = Configuration::load(ground.at("countersign.toml"));
        return loaded ? "none" : loaded.error().detail;
    }
    /// How a fault at that line of the file begins.
    std::string line(int number)
    {
        return ground.at("countersign.toml").string() + ':' + std::to_string(number) + ": ";
    }

    Ground ground;
};

} // namespace

TEST_F(ConfigurationTest, ReadsWhatIsRight)
{
    const auto configuration = ground.configuration();
    EXPECT_EQ(configuration.facts.id, ServerId("srv_test"));
    EXPECT_EQ(configuration.facts.environment, "test");
    EXPECT_EQ(configuration.dataFolder, ground.at("data"));
    EXPECT_EQ(configuration.certificateFile, ground.at("server.pem"));
    EXPECT_EQ(configuration.policy.downloads, 3);
    EXPECT_EQ(configuration.policy.approvalsHigh, wire::Policy{}.approvalsHigh);
    EXPECT_EQ(configuration.policy.highTypes, std::vector<std::string>{"Observation"});
    ASSERT_EQ(configuration.sources.size(), 1U);
    EXPECT_EQ(configuration.sources.front().id, SourceId("main"));
    EXPECT_EQ(configuration.sources.front().keyFile, ground.at("client.key"));
    EXPECT_EQ(configuration.sources.front().scope, server::SourceConfig{}.scope);
}

TEST_F(ConfigurationTest, NamesLineAndWhatIsAllowed)
{
    EXPECT_THAT(faultsWith("\"test\"", "\"live\""), AllOf(HasSubstr(line(4) + "[server] environment"),
                                                          HasSubstr("production, test or training")));
    EXPECT_THAT(faultsWith("port = 0", "port = 70000"),
                AllOf(HasSubstr(line(10) + "[listen] port"), HasSubstr("from 0 to 65535")));
    EXPECT_THAT(faultsWith("port = 0", "port = \"0\""), HasSubstr(line(10) + "[listen] port is not a whole"));
    EXPECT_THAT(faultsWith("\"127.0.0.1\"", "\"localhost\""), HasSubstr(line(9) + "[listen] address"));
    EXPECT_THAT(faultsWith("downloads = 3", "downloads = 0"), HasSubstr(line(16) + "[policy] downloads"));
    EXPECT_THAT(faultsWith("downloads = 3", "downloads = 1.5"), HasSubstr(line(16) + "[policy] downloads"));
    EXPECT_THAT(faultsWith("https://fhir", "http://fhir"), HasSubstr(line(23) + "[[source]] base_url"));
    EXPECT_THAT(faultsWith("fhir\"", "fhir/\""), HasSubstr(line(23) + "[[source]] base_url"));
    EXPECT_THAT(faultsWith("\"server.pem\"", "\"none.pem\""),
                HasSubstr(line(12) + "[listen] certificate_file"));
}

TEST_F(ConfigurationTest, ServesHealthAndMetricsOnThisMachineAlone)
{
    EXPECT_FALSE(ground.configuration().operations) << "nowhere, unless it is asked for";
    const auto with = [this](const std::string& address) {
        return faultsWith("[policy]", "[operations]\naddress = \"" + address + "\"\nport = 9464\n[policy]");
    };
    EXPECT_EQ(with("127.0.0.1"), "none");
    EXPECT_EQ(ground.configuration().operations->port, 9464);
    EXPECT_EQ(with("::1"), "none");
    EXPECT_EQ(with("127.9.9.9"), "none");
    for (const auto* address : {"0.0.0.0", "::", "192.0.2.1", "::ffff:127.0.0.1", "localhost", ""})
        EXPECT_THAT(with(address), AllOf(HasSubstr("[operations] address"), HasSubstr("loopback")))
            << address;
    EXPECT_THAT(faultsWith("[policy]", "[operations]\naddress = \"::1\"\n[policy]"),
                HasSubstr("[operations] port is missing"));
    EXPECT_THAT(faultsWith("[policy]", "[operations]\naddress = \"::1\"\nport = 1\npath = \"/m\"\n[policy]"),
                HasSubstr("[operations] path is not known"));
}

TEST_F(ConfigurationTest, RefusesOriginsThatConsolesCouldNotName)
{
    for (const auto* origin : {"http://localhost:0", "https://localhost:0/", "https://Localhost:0",
                               "https://", "https://localhost:99999", "https://a b:1", "https://user@host:1"})
        EXPECT_THAT(faultsWith("https://localhost:0", origin), HasSubstr(line(11) + "[listen] origin"))
            << origin;
    EXPECT_THAT(faultsWith("port = 0", "port = 8443"), HasSubstr(line(11) + "[listen] origin has port 0"));
    EXPECT_EQ(faultsWith("https://localhost:0", "https://[::1]:8443"), "none");
    EXPECT_EQ(faultsWith("https://localhost:0", "https://export.example.org"), "none");
}

TEST_F(ConfigurationTest, RefusesUnknownKeysAndTables)
{
    EXPECT_THAT(faultsWith("downloads = 3", "dowloads = 3"),
                AllOf(HasSubstr(line(16) + "[policy] dowloads is not known"), HasSubstr("downloads, ")));
    EXPECT_THAT(faultsWith("[policy]", "[polices]"), HasSubstr(line(15) + "polices is not known"));
}

TEST_F(ConfigurationTest, NamesWhatIsMissing)
{
    EXPECT_THAT(faultsWith("id = \"srv_test\"\n", ""), HasSubstr(line(1) + "[server] id is missing"));
    EXPECT_THAT(faultsWith("client_id = \"countersign\"\n", ""),
                HasSubstr(line(19) + "[[source]] client_id is missing"));
    ground.write("countersign.toml", "");
    const auto empty = Configuration::load(ground.at("countersign.toml"));
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().detail,
              line(1) + "the table [listen] is missing\n" + line(1) + "the table [server] is missing");
}

TEST_F(ConfigurationTest, TellsAllFaultsAtOnceInTheirOrder)
{
    auto text = Ground::tomlWith("\"test\"", "7");
    text.replace(text.find("downloads = 3"), 13, "downloads = -1");
    ground.write("countersign.toml", text);
    const auto loaded = Configuration::load(ground.at("countersign.toml"));
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::Configuration);
    const auto first = loaded.error().detail.find(line(4));
    const auto second = loaded.error().detail.find(line(16));
    ASSERT_NE(second, std::string::npos);
    EXPECT_LT(first, second);
}

// Whichever key is of another kind, or left out: its line, its name, and what is allowed instead.
TEST_F(ConfigurationTest, HoldsEachKeyToItsKind)
{
    std::istringstream text(Ground::toml());
    std::string table;
    int number = 0;
    int keys = 0;
    for (std::string one; std::getline(text, one);) {
        ++number;
        if (one.starts_with('['))
            table = one;
        const auto equals = one.find(" = ");
        if (equals == std::string::npos)
            continue;
        const auto key = one.substr(0, equals);
        for (const auto* kind : {"{}", "1979-05-27", "true", "[[]]"})
            EXPECT_THAT(faultsWith(one, key + " = " + kind),
                        AllOf(HasSubstr(line(number) + table + ' ' + key), HasSubstr("allowed: ")))
                << one << kind;
        ++keys;
        if (table == "[policy]")
            EXPECT_EQ(faultsWith(one + '\n', ""), "none") << one;
        else
            EXPECT_THAT(faultsWith(one + '\n', ""), HasSubstr(table + ' ' + key + " is missing")) << one;
    }
    EXPECT_EQ(keys, 19);
}

TEST_F(ConfigurationTest, KnowsEveryKeyThatTheReadmeNames)
{
    const std::string more = "approvals_standard = 1\napprovals_high = 2\nendorsements = 2\n"
                             "countersignatures = 1\nlapse_hours = 24\nretention_days = 30\n"
                             "rotation_days = 30\n";
    EXPECT_EQ(faultsWith("[policy]\n", "[policy]\n" + more), "none");
    EXPECT_EQ(faultsWith("client_id =", "scope = \"system/Patient.rs\"\nclient_id ="), "none");
    for (const auto* key : {"approvals_standard", "approvals_high", "endorsements", "countersignatures",
                            "lapse_hours", "retention_days", "rotation_days"})
        for (const auto* value : {"0", "-1", "99999", "\"1\"", "1.0"})
            EXPECT_THAT(faultsWith("downloads = 3", std::string(key) + " = " + value),
                        AllOf(HasSubstr(line(16) + "[policy] " + key), HasSubstr("a whole number from ")))
                << key << value;
    for (const auto* key : {"scope", "token_endpoint"})
        EXPECT_THAT(faultsWith("client_id =", std::string(key) + " = \"\"\nclient_id ="),
                    HasSubstr(std::string("[[source]] ") + key + " is empty"));
}

TEST_F(ConfigurationTest, NamesFilesThatAreNotThere)
{
    for (const auto* file : {"passphrase", "server.pem", "server.key", "ca.pem", "client.key"})
        EXPECT_THAT(faultsWith('"' + std::string(file) + '"', "\"elsewhere/none\""),
                    HasSubstr("names a file that cannot be read: " + ground.at("elsewhere/none").string()))
            << file;
}

TEST_F(ConfigurationTest, NamesFilesThatHoldSomethingElse)
{
    ground.write("other", "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
    for (const auto* file : {"server.pem", "ca.pem", "client.key"})
        EXPECT_THAT(
            faultsWith('"' + std::string(file) + '"', "\"other\""),
            AllOf(HasSubstr(ground.at("other").string()),
                  HasSubstr(std::string(file) == "client.key" ? "[[source]] key_file cannot be used"
                                                              : "names a file without a certificate")))
            << file;
    EXPECT_THAT(faultsWith("\"client.key\"", "\"server.key\""), HasSubstr("not an RSA or P-384 private key"));
}

TEST_F(ConfigurationTest, NamesTheLineOfBrokenSyntax)
{
    EXPECT_THAT(faultsWith("port = 0", "port = "), HasSubstr(line(10)));
    EXPECT_THAT(faultsWith("port = 0", "port = 0\nport = 1"), HasSubstr(line(11)));
}

TEST_F(ConfigurationTest, HoldsThePolicyToTheRulesOfTheTrustLog)
{
    EXPECT_THAT(faultsWith("downloads = 3", "approvals_standard = 3"), HasSubstr("[policy] approvals_high"));
    EXPECT_THAT(faultsWith("[\"Observation\"]", "[\"Observation\", \"Observation\"]"),
                HasSubstr(line(17) + "[policy] high_types"));
    EXPECT_THAT(faultsWith("[\"Observation\"]", "[\"not a type\"]"),
                HasSubstr(line(17) + "[policy] high_types"));
    EXPECT_THAT(faultsWith("downloads = 3", "endorsements = 1"), HasSubstr("[policy] endorsements"));
}

TEST_F(ConfigurationTest, RefusesSecretsThatOthersCanRead)
{
    using std::filesystem::perms;
    std::filesystem::permissions(ground.at("client.key"), perms::others_read,
                                 std::filesystem::perm_options::add);
    EXPECT_THAT(faultsWith("downloads = 3", "downloads = 2"),
                HasSubstr("[[source]] key_file names a file that "
                          "others can read"));
    std::filesystem::permissions(ground.at("client.key"), perms::owner_read);
    std::filesystem::permissions(ground.at("passphrase"), perms::group_read,
                                 std::filesystem::perm_options::add);
    EXPECT_THAT(faultsWith("downloads = 3", "downloads = 2"),
                HasSubstr(line(6) + "[server] passphrase_file"));
}

TEST_F(ConfigurationTest, TakesATokenEndpointElsewhereFromTheFileAlone)
{
    const auto with = [&](const std::string& endpoint) {
        return faultsWith("client_id =", "token_endpoint = \"" + endpoint + "\"\nclient_id =");
    };
    EXPECT_EQ(with("https://login.example:8443/token?tenant=a"), "none");
    EXPECT_EQ(ground.configuration().sources.front().tokenEndpoint,
              "https://login.example:8443/token?tenant=a");
    for (const auto* endpoint :
         {"http://login.example/token", "login.example", "https://a:b@login.example/t",
          "https://login.example/t#f", "https://login.example:99999/t", "https://a b/t"})
        EXPECT_THAT(with(endpoint), AllOf(HasSubstr("[[source]] token_endpoint is not allowed"),
                                          HasSubstr("an https address")))
            << endpoint;
    EXPECT_THAT(faultsWith("https://fhir", "https://fhir:99999"),
                HasSubstr(line(23) + "[[source]] base_url"));
}

TEST_F(ConfigurationTest, RefusesOneIdForTwoSources)
{
    const auto& text = Ground::toml();
    ground.write("countersign.toml", text + text.substr(text.find("[[source]]")));
    const auto loaded = Configuration::load(ground.at("countersign.toml"));
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().detail, HasSubstr(line(28) + "[[source]] id stands for another source"));
}

TEST_F(ConfigurationTest, FillsInThePortAndLeavesOutThatOfTheScheme)
{
    auto configuration = ground.configuration();
    EXPECT_EQ(configuration.originAt(18443), "https://localhost:18443");
    configuration.origin = "https://localhost:9000";
    EXPECT_EQ(configuration.originAt(18443), "https://localhost:9000");
    configuration.origin = "https://export.example.org:443";
    EXPECT_EQ(configuration.originAt(8443), "https://export.example.org");
}

TEST_F(ConfigurationTest, TakesTheFirstLineAsPassphrase)
{
    const auto configuration = ground.configuration();
    ground.write("passphrase", "one line\nand another");
    EXPECT_EQ(configuration.passphrase()->revealText(), "one line");
    ground.write("passphrase", "\n");
    EXPECT_EQ(configuration.passphrase().error().code, ErrorCode::Configuration);
    std::filesystem::remove(ground.at("passphrase"));
    EXPECT_EQ(configuration.passphrase().error().code, ErrorCode::FileAccess);
}

} // namespace countersign::test
