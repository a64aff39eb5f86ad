#include "client/Statements.h"

#include "CannedServer.h"
#include "PersonsKeyStore.h"
#include "client/PersonKeys.h"
#include "client/Strings.h"
#include "support/TrustFixture.h"
#include "trust/Entry.h"
#include "wire/Session.h"

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

using wire::Gate;
using wire::Verdict;

/// Paul's console, before a server that takes what he signs and does with it what the test says.
class ClientStatementsTest : public testing::Test
{
protected:
    /// What the server makes of a statement: its record, as it claims.
    using Taking = std::function<wire::StatementRecord(const wire::SignedStatement&)>;

    void SetUp() override
    {
        world.auditLog.append("{\"entry\":0}");
        showLogs();
        server.letIn(scene.approves.id, world.server);
        ASSERT_TRUE(QCoro::waitFor(session.signIn("paul", Secret(std::string_view("password")))));
        ASSERT_TRUE(QCoro::waitFor(session.submitCode(Secret(std::string_view("123456")))));
        ASSERT_TRUE(session.keys());
    }
    void TearDown() override { connection.close(); }

    void showLogs()
    {
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
    }

    void take(Taking taking)
    {
        server.answerPost("/v1/statements", [this, taking](const std::string& body) {
            wire::Submitted submitted;
            const auto submission = wire::decode<wire::Submission>(body);
            for (const auto& jws : submission->statements)
                submitted.statements.push_back(taking(*wire::openStatement({jws})));
            showLogs();
            return wire::encode(submitted);
        });
    }
    wire::StatementRecord recordAt(std::uint64_t index) const
    {
        wire::StatementRecord record;
        record.trustIndex = index;
        return record;
    }
    wire::StatementRecord entered(const wire::TrustEntry& entry)
    {
        EXPECT_TRUE(world.tryEnter(entry));
        return recordAt(world.state.size() - 1);
    }

    std::string decide(Verdict verdict)
    {
        std::vector<wire::StatementBody> bodies;
        bodies.emplace_back(
            wire::DecisionBody{{scene.request.digest}, Gate::Request, verdict, "looked at it"});
        const auto sent =
            QCoro::waitFor(statements.send(std::move(bodies), Secret(std::string_view("123456"))));
        return sent ? "none" : std::string(codeText(sent.error().code));
    }

    test::TrustFixture world;
    test::ExportScene scene = world.ask();
    test::ManualClock serverClock{world.clock.now()};
    test::CannedServer server{&serverClock};
    QTemporaryDir folder;
    test::PersonsKeyStore keyStore{scene.approves};
    Connection connection{server.profile(world.server, world.root.digest), world.clock};
    Session session{connection, keyStore, world.clock};
    LogFollower log{connection, folder.filePath("log")};
    Statements statements{connection, session, log};
};

TEST_F(ClientStatementsTest, WhatTheLogHoldsAsItMustIsSigned)
{
    take([this](const auto& statement) { return entered(world.entryOf(statement)); });
    EXPECT_EQ(decide(Verdict::Approve), "none");
    EXPECT_EQ(decide(Verdict::Reject), "none");
    EXPECT_EQ(log.trust().endingsOf(scene.request.digest).size(), 1U);
}

TEST_F(ClientStatementsTest, ARejectionThatTheServerKeepsToItselfIsMissed)
{
    take([this](const auto&) {
        world.enterNoise(); // the log grows, and not by the rejection
        return recordAt(world.state.size() - 1);
    });
    EXPECT_EQ(decide(Verdict::Reject), "statement-not-logged");
    take([](const auto&) { return wire::StatementRecord(); });
    EXPECT_EQ(decide(Verdict::Reject), "statement-not-logged");
}

// By its digest alone nobody else would ever know that it rejects.
TEST_F(ClientStatementsTest, ARejectionThatEntersByItsDigestAloneIsRefused)
{
    take([this](const auto& statement) {
        auto entry = world.entryOf(statement);
        entry.statement.clear();
        return entered(entry);
    });
    EXPECT_EQ(decide(Verdict::Reject), "statement-not-logged");
    EXPECT_EQ(decide(Verdict::Approve), "none");
}

TEST_F(ClientStatementsTest, AnotherPlaceThanTheServerSaysIsRefused)
{
    take([this](const auto& statement) {
        entered(world.entryOf(statement));
        return recordAt(world.state.size() - 2);
    });
    EXPECT_EQ(decide(Verdict::Approve), "statement-not-logged");
}

TEST_F(ClientStatementsTest, AnAnswerAboutOtherStatementsIsRefused)
{
    server.answerPost("/v1/statements", [](const std::string&) { return wire::encode(wire::Submitted()); });
    EXPECT_EQ(decide(Verdict::Reject), "statement-not-logged");
}

TEST_F(ClientStatementsTest, NothingIsSignedWhileTheClocksDisagree)
{
    for (const auto off : {std::chrono::minutes(6), std::chrono::minutes(-6)}) {
        serverClock.set(world.clock.now() + off);
        EXPECT_EQ(decide(Verdict::Reject), "clock-skew");
    }
    EXPECT_EQ(server.asked("/v1/statements"), 0);
    EXPECT_EQ(statements.draft(wire::WithdrawalBody{}).error().code, ErrorCode::ClockSkew) << "nor shown";
}

TEST(TypedTextTest, IsWhatIsSeenInOneLine)
{
    EXPECT_EQ(typedText(QStringLiteral("  Covered.\r\nSeen\u200B \ttwice.\u202E ")),
              QStringLiteral("Covered. Seen twice."));
    EXPECT_TRUE(typedText(QStringLiteral(" \n\u00AD")).isEmpty());
    EXPECT_TRUE(typedText(QStringLiteral("\u200B \u00A0\u200B\u2028 \u3000\u200B")).isEmpty());
    EXPECT_EQ(typedText(QStringLiteral("a \u200B b")), QStringLiteral("a b"));
    EXPECT_TRUE(isPlainText(typedText(QStringLiteral("Grüße, 漢字 \U0001F600\n!")).toStdString()));
}

} // namespace
} // namespace countersign::client
