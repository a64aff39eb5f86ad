#include "server/Server.h"
#include "server/ProgramAccounts.h"
#include "server/ServerFaults.h"
#include "server/ServerFolder.h"
#include "unit/http/TlsClient.h"
#include "unit/server/program/Ground.h"
#include "wire/Session.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>

namespace countersign::test {

using http::test::fetch;
using http::test::TlsClient;
using server::Server;
using testing::HasSubstr;

namespace {

/// A server that serves while this lives.
class Serving
{
public:
    Serving(const server::Configuration& configuration, const Clock& clock)
        : m_server(Server::open(configuration, clock).value()),
          m_thread([this] { m_ended = m_server->run(); })
    {
    }
    ~Serving() { end(); }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    Server* operator->() { return m_server.get(); }
    /// Orderly; how it ended.
    Result<void> end()
    {
        m_server->stop();
        if (m_thread.joinable())
            m_thread.join();
        return m_ended;
    }

private:
    std::unique_ptr<Server> m_server;
    Result<void> m_ended;
    std::thread m_thread;
};

class ServerTest : public testing::Test
{
protected:
    std::vector<std::string> auditedActions()
    {
        const auto folder = server::ServerFolder::open(ground.configuration(), ground.clock);
        return server::readFor<std::vector<std::string>>(
                   *folder->store,
                   [](soci::session& sql) -> Result<std::vector<std::string>> {
                       std::vector<std::string> actions;
                       std::string line;
                       soci::statement select =
                           (sql.prepare << "SELECT line FROM audit_entries ORDER BY idx", soci::into(line));
                       select.execute();
                       while (select.fetch())
                           actions.push_back(wire::decode<wire::AuditEntry>(line)->action);
                       return actions;
                   })
            .value();
    }

    Ground ground;
};

} // namespace

TEST_F(ServerTest, AnswersOverTlsWithTheHeadersOfEveryAnswer)
{
    ground.init();
    Serving serving(ground.configuration(), ground.clock);
    EXPECT_EQ(serving->origin(), "https://localhost:" + std::to_string(serving->port()));
    const auto answer = fetch(serving->port(), ground.at("ca.pem"), {"POST", "/v1/session", "{}"});
    EXPECT_TRUE(answer.whole);
    EXPECT_EQ(answer.status, 401); // no proof came along
    EXPECT_THAT(answer.head, HasSubstr("Strict-Transport-Security: max-age="));
    EXPECT_THAT(answer.head, HasSubstr("Cache-Control: no-store"));
    EXPECT_THAT(answer.head, HasSubstr("X-Content-Type-Options: nosniff"));
    EXPECT_THAT(answer.head, HasSubstr("DPoP-Nonce: "));
    EXPECT_TRUE(serving.end());
}

TEST_F(ServerTest, KeepsWhatTheListenerRefusesOutOfCaches)
{
    ground.init();
    Serving serving(ground.configuration(), ground.clock);
    TlsClient client(serving->port());
    client.send("GET /v1/../etc HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = client.readUntil("\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("400"));
    EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store"));
}

TEST_F(ServerTest, AnswersUnknownPathsByAProblemWithAnIncident)
{
    ground.init();
    Serving serving(ground.configuration(), ground.clock);
    const auto answer = fetch(serving->port(), ground.at("ca.pem"), {"GET", "/v1/nothing"});
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.head, HasSubstr("Content-Type: application/problem+json"));
    const auto problem = wire::decode<wire::Problem>(answer.body);
    ASSERT_TRUE(problem) << answer.body;
    EXPECT_EQ(problem->code, "not-found");
    EXPECT_THAT(problem->incident.value_or(""), HasSubstr("inc_"));
}

TEST_F(ServerTest, HasARouteForEachStage)
{
    ground.init();
    Serving serving(ground.configuration(), ground.clock);
    for (const auto* path :
         {"/v1/people", "/v1/statements/x", "/v1/founding", "/v1/sources", "/v1/jobs", "/v1/jobs/x",
          "/v1/jobs/x/trail", "/v1/log/trust/checkpoint", "/v1/log/audit/tile/0/000", "/v1/tickets/x",
          "/v1/keys", "/v1/events", "/v1/prepared"})
        EXPECT_EQ(fetch(serving->port(), ground.at("ca.pem"), {"GET", path}).status, 401) << path;
    for (const auto* path :
         {"/v1/session", "/v1/statements", "/v1/retrievals", "/v1/files/x/tickets", "/v1/tickets/x/receipt"})
        EXPECT_EQ(fetch(serving->port(), ground.at("ca.pem"), {"POST", path, "{}"}).status, 401) << path;
}

TEST_F(ServerTest, LogsItsStartAndItsOrderlyEnd)
{
    ground.init();
    {
        Serving serving(ground.configuration(), ground.clock);
        // Somebody who stays connected and says nothing does not hold it up for ever.
        TlsClient idle(serving->port());
        ASSERT_TRUE(idle.connected());
        EXPECT_TRUE(serving.end());
    }
    const auto actions = auditedActions();
    EXPECT_EQ(actions.front(), "server.init");
    EXPECT_EQ(actions.at(actions.size() - 2), "server.start");
    EXPECT_EQ(actions.back(), "server.stop");
    Serving again(ground.configuration(), ground.clock);
    EXPECT_EQ(fetch(again->port(), ground.at("ca.pem"), {"GET", "/v1/people"}).status, 401);
}

TEST_F(ServerTest, RefusesAFolderThatAnotherServerUses)
{
    ground.init();
    const auto configuration = ground.configuration();
    const auto first = Server::open(configuration, ground.clock);
    ASSERT_TRUE(first) << first.error().detail;
    const auto second = Server::open(configuration, ground.clock);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_THAT(second.error().detail, HasSubstr("another server uses it"));
    const auto unlocked = server::unlockOnHost(configuration, PersonId("amira"), ground.clock);
    ASSERT_FALSE(unlocked);
    EXPECT_EQ(unlocked.error().code, ErrorCode::Conflict);
    EXPECT_THAT(unlocked.error().detail, HasSubstr("stop it first"));
}

TEST_F(ServerTest, RefusesAFolderThatOthersCanEnter)
{
    ground.init();
    std::filesystem::permissions(ground.at("data"), std::filesystem::perms::group_exec,
                                 std::filesystem::perm_options::add);
    const auto opened = Server::open(ground.configuration(), ground.clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::FileAccess);
    EXPECT_THAT(opened.error().detail, HasSubstr("its mode is not 0700"));
}

TEST_F(ServerTest, RefusesAFolderThatWasNeverSetUp)
{
    const auto opened = Server::open(ground.configuration(), ground.clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Configuration);
    EXPECT_FALSE(std::filesystem::exists(ground.at("data")));
}

TEST_F(ServerTest, RefusesAnotherPassphrase)
{
    ground.init();
    ground.write("passphrase", "another one");
    EXPECT_EQ(Server::open(ground.configuration(), ground.clock).error().code, ErrorCode::PassphraseWrong);
}

TEST_F(ServerTest, RefusesASourceWhoseKeyCannotBeUsed)
{
    ground.init();
    const auto configuration = ground.configuration();
    ground.write("client.key", "no key"); // between reading the file and the start
    const auto opened = Server::open(configuration, ground.clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Configuration);
    EXPECT_THAT(opened.error().detail, HasSubstr("[[source]] main"));
}

TEST_F(ServerTest, LoadsACertificateAnewAndKeepsTheOldWhereItCannot)
{
    ground.init();
    Serving serving(ground.configuration(), ground.clock);
    const auto serial = [&] { return TlsClient(serving->port()).certificateSerial(); };
    const auto before = serial();
    ground.write("server.pem", "no certificate");
    EXPECT_FALSE(serving->reloadCertificate());
    EXPECT_EQ(serial(), before);
    ground.makeCertificate();
    EXPECT_TRUE(serving->reloadCertificate());
    EXPECT_NE(serial(), before);
}

TEST_F(ServerTest, ListsSoManyFaultsAMinute)
{
    server::ServerFaults faults(ground.clock);
    for (std::uint64_t i = 0; i < server::ServerFaults::linesPerMinute; ++i)
        EXPECT_TRUE(faults.report({}, "TLS handshake failed"));
    EXPECT_FALSE(faults.report({}, "TLS handshake failed"));
    ground.clock.advance(std::chrono::minutes(1));
    EXPECT_TRUE(faults.report({}, "TLS handshake failed"));
}

} // namespace countersign::test
