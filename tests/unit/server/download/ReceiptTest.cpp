#include "crypto/Sha256.h"
#include "unit/server/download/DownloadWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

constexpr auto codeOf = &ServerFixture::codeOf;

class ReceiptTest : public ::testing::Test
{
protected:
    ReceiptTest() : retrieval(world.opened(world.dora)), ticket(world.ticket(retrieval)) {}

    void fetch() { ASSERT_FALSE(DownloadWorld::drain(world.get(world.dora, ticket.path)).cut); }
    std::string give(const wire::SignedStatement& receipt)
    {
        return codeOf(world.give(world.dora, ticket, receipt));
    }
    std::string giveBody(const wire::ReceiptBody& body)
    {
        return give(world.server.sign(world.dora.who, body));
    }

    DownloadWorld world{2};
    RetrievalId retrieval;
    wire::Ticket ticket;
};

TEST_F(ReceiptTest, BurnsTheTicketOnce)
{
    fetch();
    const auto receipt = world.receiptOf(world.dora.who, ticket);
    EXPECT_EQ(give(receipt), "");
    EXPECT_EQ(give(world.receiptOf(world.dora.who, ticket)), "ticket-used");
    EXPECT_EQ(codeOf(world.get(world.dora, ticket.path)), "ticket-used");
    EXPECT_EQ(codeOf(world.get(world.dora, ticket.path, "bytes=1-")), "ticket-used");
    EXPECT_EQ(world.file(0).downloads, 1);
    EXPECT_EQ(world.logged("download.receipt", "done"), 1);
}

TEST_F(ReceiptTest, IsAnsweredAgainWhereItsAnswerWasLost)
{
    fetch();
    const auto receipt = world.receiptOf(world.dora.who, ticket);
    const auto entered = wire::decode<wire::Done>(world.give(world.dora, ticket, receipt).body);
    const auto again = wire::decode<wire::Done>(world.give(world.dora, ticket, receipt).body);
    ASSERT_TRUE(entered && again);
    EXPECT_EQ(again->auditIndex, entered->auditIndex);
    EXPECT_EQ(codeOf(world.give(world.erik, ticket, receipt)), "ticket-other-device");
    EXPECT_EQ(world.file(0).downloads, 1);
    EXPECT_EQ(world.logged("download.receipt", "done"), 1);
}

TEST_F(ReceiptTest, OfAnEarlierDownloadIsWorthNoSecondOne)
{
    fetch();
    const auto receipt = world.receiptOf(world.dora.who, ticket);
    ASSERT_EQ(give(receipt), "");
    ticket = world.ticket(retrieval);
    fetch();
    EXPECT_EQ(give(receipt), "conflict");
    EXPECT_EQ(world.file(0).downloads, 1);
    EXPECT_EQ(give(world.receiptOf(world.dora.who, ticket)), "");
    EXPECT_EQ(world.file(0).downloads, 2);
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, ticket.file)), "downloads-exhausted");
}

TEST_F(ReceiptTest, SaysWhatWasReleased)
{
    fetch();
    auto body = world.receiptBody(ticket);
    body.sha256 = Digest();
    EXPECT_EQ(giveBody(body), "digest-mismatch");
    body = world.receiptBody(ticket);
    ++body.length;
    EXPECT_EQ(giveBody(body), "length-mismatch");
    body = world.receiptBody(ticket);
    body.release = world.request.digest;
    EXPECT_EQ(giveBody(body), "statement-refused");
    body = world.receiptBody(ticket);
    body.file = world.file(1).id;
    EXPECT_EQ(giveBody(body), "statement-refused");
    EXPECT_EQ(world.file(0).downloads, 0);
    EXPECT_EQ(world.logged("download.receipt", "done"), 0);
    EXPECT_EQ(giveBody(world.receiptBody(ticket)), "") << "the ticket is as it was";
}

TEST_F(ReceiptTest, IsSignedByTheFetchersEndorsedKey)
{
    fetch();
    EXPECT_EQ(give(world.receiptOf(world.erik.who, ticket)), "statement-refused") << "another person's";
    auto thief = makePerson("dora");
    EXPECT_EQ(give(world.receiptOf(thief, ticket)), "key-not-endorsed");
    auto forged = world.server.draft(world.dora.who, world.receiptBody(ticket));
    EXPECT_EQ(give(TrustFixture::signWith(forged, thief.signing)), "signature-invalid");
    EXPECT_EQ(give(world.server.sign(world.dora.who, wire::WithdrawalBody{world.request.digest, "x"})),
              "statement-refused")
        << "not a receipt at all";
    EXPECT_EQ(codeOf(world.give(world.erik, ticket, world.receiptOf(world.dora.who, ticket))),
              "ticket-other-device");
    EXPECT_EQ(world.file(0).downloads, 0);
}

TEST_F(ReceiptTest, HasSeenWhatTheLogsWere)
{
    fetch();
    const auto refusalOf = [&](const std::function<void(wire::Seen&)>& falsify) {
        auto draft = world.server.draft(world.dora.who, world.receiptBody(ticket));
        falsify(*draft.seen);
        return give(TrustFixture::signWith(draft, world.dora.who.signing));
    };
    const auto other = crypto::sha256("another log");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.audit.root = other; }), "log-inconsistent");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.trust.root = other; }), "log-inconsistent");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.audit.size += 1000; }), "log-inconsistent");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.trust.size += 1000; }), "log-inconsistent");
    EXPECT_EQ(world.file(0).downloads, 0);
    EXPECT_EQ(give(world.receiptOf(world.dora.who, ticket)), "") << "the ticket is as it was";
}

TEST_F(ReceiptTest, FollowsTheLastByte)
{
    {
        const auto response = world.get(world.dora, ticket.path);
        ASSERT_TRUE(response.source->next());
    }
    EXPECT_EQ(give(world.receiptOf(world.dora.who, ticket)), "conflict");
}

} // namespace
} // namespace countersign::test
