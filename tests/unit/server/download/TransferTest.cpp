#include "unit/server/download/DownloadWorld.h"

#include "crypto/Sha256.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using namespace std::chrono_literals;

constexpr auto codeOf = &ServerFixture::codeOf;

class TransferTest : public ::testing::Test
{
protected:
    TransferTest() : retrieval(world.opened(world.dora)), ticket(world.ticket(retrieval)) {}

    [[nodiscard]] http::Response get(const std::string& range = {}, const std::string& ifRange = {})
    {
        return world.get(world.dora, ticket.path, range, ifRange);
    }
    [[nodiscard]] server::TicketRow row() const
    {
        return *server::readFor<server::TicketRow>(
            *world.server.store, [&](soci::session& sql) -> Result<server::TicketRow> {
                return *server::findTicket(sql, crypto::sha256(ticket.path.substr(12)).text());
            });
    }
    // One chunk, then the connection breaks.
    std::uint64_t fetchOneChunk(const std::string& range = {})
    {
        const auto response = get(range);
        return response.source ? response.source->next()->size() : 0;
    }

    DownloadWorld world;
    RetrievalId retrieval;
    wire::Ticket ticket;
};

TEST_F(TransferTest, ResumesWhereItStopped)
{
    Bytes all;
    {
        const auto response = get();
        const auto first = response.source->next();
        all = *first;
        ASSERT_LT(all.size(), ticket.sealedLength);
    }
    const auto rest = get("bytes=" + std::to_string(all.size()) + "-");
    ASSERT_EQ(rest.status, 206) << rest.body;
    EXPECT_EQ(rest.fields.first("Content-Range"), "bytes " + std::to_string(all.size()) + '-' +
                                                      std::to_string(ticket.sealedLength - 1) + '/' +
                                                      std::to_string(ticket.sealedLength));
    EXPECT_TRUE(rest.fields.first("ETag").starts_with('"')) << "a strong one";
    const auto read = DownloadWorld::drain(rest);
    all.insert(all.end(), read.bytes.begin(), read.bytes.end());
    EXPECT_EQ(world.plaintextOf(ticket, all), world.contents[0]);
    EXPECT_EQ(row().sent, ticket.sealedLength) << "the broken connection's bytes count";
    EXPECT_EQ(row().resumes, 1);
    EXPECT_EQ(world.logged("download.end", "failed"), 1);
    EXPECT_EQ(world.logged("download.resume", "done"), 1);
}

TEST_F(TransferTest, ATailAloneIsNoDownload)
{
    const auto last = "bytes=" + std::to_string(ticket.sealedLength - 1) + "-";
    for (int i = 0; i < 3; ++i)
        ASSERT_FALSE(DownloadWorld::drain(get(last)).cut);
    EXPECT_EQ(row().sent, 3U);
    EXPECT_EQ(row().covered, 0U);
    EXPECT_FALSE(row().lastByte);
    EXPECT_EQ(world.logged("download.end", "done"), 0);
    EXPECT_EQ(world.logged("download.end", "failed"), 3);
    EXPECT_EQ(codeOf(world.give(world.dora, ticket, world.receiptOf(world.dora.who, ticket))), "conflict")
        << "a receipt for one byte";
    EXPECT_EQ(world.state(), wire::JobState::Released);
    ASSERT_FALSE(DownloadWorld::drain(get()).cut);
    EXPECT_TRUE(row().lastByte);
    EXPECT_EQ(codeOf(world.give(world.dora, ticket, world.receiptOf(world.dora.who, ticket))), "");
}

TEST_F(TransferTest, AGapIsNotBridgedByWhatFollows)
{
    const auto sent = fetchOneChunk();
    ASSERT_FALSE(DownloadWorld::drain(get("bytes=" + std::to_string(sent + 1) + "-")).cut);
    EXPECT_EQ(row().covered, sent);
    EXPECT_FALSE(row().lastByte);
    ASSERT_FALSE(DownloadWorld::drain(get("bytes=" + std::to_string(sent) + "-")).cut);
    EXPECT_EQ(row().covered, ticket.sealedLength);
    EXPECT_TRUE(row().lastByte);
}

TEST_F(TransferTest, AKillOfTheServerMakesNoGap)
{
    const auto sent = fetchOneChunk();
    world.transfers->sweep();
    // The row as kill -9 leaves it: begun, and nothing written since.
    ASSERT_TRUE(world.server.store->write([&](server::Transaction& transaction) -> Result<void> {
        const auto entry = transaction.audit({});
        auto killed = row();
        killed.sent = killed.covered = 0;
        killed.unended = 0;
        server::updateTicket(transaction.sql(), killed, *entry);
        return {};
    }));
    ASSERT_FALSE(DownloadWorld::drain(get("bytes=" + std::to_string(sent) + "-")).cut);
    EXPECT_EQ(row().covered, ticket.sealedLength);
    EXPECT_TRUE(row().lastByte);
    EXPECT_FALSE(row().unended);
}

TEST_F(TransferTest, AnotherETagStartsAgain)
{
    EXPECT_EQ(get("bytes=10-", "\"another\"").status, 200);
    const auto etag = std::string(get().fields.first("ETag"));
    EXPECT_EQ(get("bytes=10-", etag).status, 206);
}

TEST_F(TransferTest, OnlyTheRestMayBeAskedFor)
{
    for (const auto* range : {"bytes=0-9", "bytes=-9", "bytes=0-1,5-", "bytes=-", "bytes=x-", "items=0-",
                              "bytes=99999999999999999999-", "bytes= 1-", "bytes=+1-"})
        EXPECT_EQ(codeOf(get(range)), "bad-request") << range;
    const auto behind = get("bytes=" + std::to_string(ticket.sealedLength) + "-");
    EXPECT_EQ(behind.status, 416);
    EXPECT_EQ(behind.fields.first("Content-Range"), "bytes */" + std::to_string(ticket.sealedLength));
    EXPECT_FALSE(row().begun) << "a refusal begins nothing";
}

TEST_F(TransferTest, IsBegunWithinAMinute)
{
    world.server.clock.advance(60s);
    EXPECT_EQ(codeOf(get()), "ticket-expired");
    EXPECT_EQ(world.logged("download.begin", "failed") + world.logged("download.begin", "denied"), 1);
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, ticket.file)), "")
        << "nothing was sent, nothing is lost";
}

TEST_F(TransferTest, IsUsedByItsHoldersDeviceAlone)
{
    auto otherDevice = world.dora;
    otherDevice.device = crypto::SigningKey::generate();
    world.server.signIn(otherDevice);
    EXPECT_EQ(codeOf(world.get(otherDevice, ticket.path)), "ticket-other-device");
    EXPECT_EQ(codeOf(world.get(world.erik, ticket.path)), "ticket-other-device");
    auto sameDesk = world.erik;
    sameDesk.device = world.dora.device;
    world.server.signIn(sameDesk);
    EXPECT_EQ(codeOf(world.get(sameDesk, ticket.path)), "not-recipient");
    EXPECT_EQ(codeOf(world.get(world.dora, "/v1/tickets/" + std::string(43, 'A'))), "not-found");
    EXPECT_EQ(world.logged("download.begin", "denied"), 3);
    EXPECT_EQ(get().status, 200) << "the attempts cost the holder nothing";
}

TEST_F(TransferTest, OneConnectionAtATime)
{
    {
        const auto first = get();
        ASSERT_EQ(first.status, 200);
        EXPECT_EQ(codeOf(get("bytes=1-")), "conflict");
        EXPECT_EQ(row().resumes, 0);
    }
    EXPECT_EQ(get("bytes=1-").status, 206);
}

TEST_F(TransferTest, IsResumedSixteenTimes)
{
    ASSERT_EQ(get().status, 200);
    for (int i = 0; i < 16; ++i)
        ASSERT_EQ(get("bytes=1-").status, 206) << i;
    EXPECT_EQ(codeOf(get("bytes=1-")), "ticket-used");
}

TEST_F(TransferTest, SendsItsFileAndALittleMore)
{
    ASSERT_EQ(get().status, 200);
    ASSERT_TRUE(world.server.store->write([&](server::Transaction& transaction) -> Result<void> {
        const auto entry = transaction.audit({});
        auto ticketRow = row();
        ticketRow.sent = server::Transfers::slack + 10; // as by connections that broke
        server::updateTicket(transaction.sql(), ticketRow, *entry);
        return {};
    }));
    EXPECT_EQ(codeOf(get("bytes=9-")), "ticket-used");
    EXPECT_EQ(get("bytes=10-").status, 206);
}

TEST_F(TransferTest, BurnsTenMinutesAfterTheLastByte)
{
    ASSERT_FALSE(DownloadWorld::drain(get()).cut);
    world.server.clock.advance(10min - 1ms - 30s);
    world.server.signIn(world.dora);
    retrieval = world.opened(world.dora); // half a minute on, for the other file
    EXPECT_EQ(get("bytes=1-").status, 206) << "the tail may have been lost";
    world.server.clock.advance(1ms);
    EXPECT_EQ(codeOf(get("bytes=1-")), "ticket-used");
    EXPECT_EQ(codeOf(world.give(world.dora, ticket, world.receiptOf(world.dora.who, ticket))), "ticket-used");
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, ticket.file)), "downloads-exhausted");
}

TEST_F(TransferTest, LastsADay)
{
    fetchOneChunk();
    world.server.clock.advance(24h);
    world.server.signIn(world.dora);
    ASSERT_EQ(codeOf(world.open(world.dora)), "");
    EXPECT_EQ(codeOf(get("bytes=1-")), "ticket-expired");
}

TEST_F(TransferTest, AnEndedSessionEndsWhatIsSent)
{
    const auto response = get();
    ASSERT_TRUE(response.source->next());
    ASSERT_EQ(world.server.send(world.dora, "DELETE", "/v1/session").status, 204);
    world.server.clock.advance(1s);
    const auto read = DownloadWorld::drain(response);
    ASSERT_TRUE(read.cut);
    EXPECT_EQ(read.cut->code, ErrorCode::SessionEnded);
    EXPECT_TRUE(read.bytes.empty());
    EXPECT_EQ(world.logged("download.end", "denied"), 1);
    EXPECT_GT(row().sent, 0U);
    EXPECT_FALSE(row().lastByte);
}

TEST_F(TransferTest, AClockThatWasSetBackLetsNothingGoOn)
{
    const auto response = get();
    ASSERT_TRUE(response.source->next());
    ASSERT_EQ(world.server.send(world.dora, "DELETE", "/v1/session").status, 204);
    world.server.clock.advance(-1h);
    const auto read = DownloadWorld::drain(response);
    ASSERT_TRUE(read.cut);
    EXPECT_EQ(read.cut->code, ErrorCode::SessionEnded);
}

TEST_F(TransferTest, AWithdrawnRoleEndsWhatIsSent)
{
    const auto response = get();
    ASSERT_TRUE(response.source->next());
    const auto change = world.server.sign(world.server.amira.who,
                                          wire::RoleChangeBody{world.dora.who.id, wire::RoleAction::Withdraw,
                                                               wire::Role::ArtifactDownloader, "moves on"});
    world.server.mustPost(world.server.amira, change);
    world.server.mustPost(
        world.server.boris,
        world.server.sign(
            world.server.boris.who,
            wire::DecisionBody{{change.digest}, wire::Gate::Admin, wire::Verdict::Approve, "agreed"}));
    const auto read = DownloadWorld::drain(response);
    ASSERT_TRUE(read.cut);
    EXPECT_EQ(read.cut->code, ErrorCode::RoleMissing);
}

TEST_F(TransferTest, AWithdrawnExportEndsWhatIsSent)
{
    const auto response = get();
    ASSERT_TRUE(response.source->next());
    world.server.mustPost(
        world.olga, world.server.sign(world.olga.who, wire::WithdrawalBody{world.request.digest, "no"}));
    const auto read = DownloadWorld::drain(response);
    ASSERT_TRUE(read.cut);
    EXPECT_EQ(read.cut->code, ErrorCode::NotOpen);
}

// Both admins revoke the key, with everything that it signed since the request entered.
void revokeSinceTheRequest(DownloadWorld& world, const TestPerson& holder)
{
    std::uint64_t index = 0;
    world.server.store->withTrust(
        [&](const trust::TrustState& state) { index = state.place(world.request.digest)->index; });
    const auto revocation = world.server.sign(
        world.server.amira.who, wire::RevocationBody{holder.id, holder.signing.thumbprint(),
                                                     wire::RevocationCause::Compromised, index, "stolen"});
    world.server.mustPost(world.server.amira, revocation);
    world.server.mustPost(
        world.server.boris,
        world.server.sign(
            world.server.boris.who,
            wire::DecisionBody{{revocation.digest}, wire::Gate::Admin, wire::Verdict::Approve, "agreed"}));
}

TEST_F(TransferTest, AnApprovalThatIsVoidSinceEndsWhatIsSent)
{
    const auto response = get();
    ASSERT_TRUE(response.source->next());
    revokeSinceTheRequest(world, world.paul.who);
    const auto read = DownloadWorld::drain(response);
    ASSERT_TRUE(read.cut);
    EXPECT_EQ(read.cut->code, ErrorCode::NotOpen);
    EXPECT_EQ(world.state(), wire::JobState::Voided);
    EXPECT_EQ(world.logged("job.voided", "done"), 1);
    EXPECT_EQ(ServerFixture::codeOf(world.open(world.dora)), "not-open");
}

TEST_F(TransferTest, ARevokedKeyGetsNothingMore)
{
    const auto response = get();
    ASSERT_TRUE(response.source->next());
    world.server.mustPost(
        world.dora,
        world.server.sign(world.dora.who,
                          wire::RevocationBody{world.dora.who.id, world.dora.who.signing.thumbprint(),
                                               wire::RevocationCause::Lost, world.server.heads().trust.size,
                                               "left on a train"}));
    const auto read = DownloadWorld::drain(response);
    ASSERT_TRUE(read.cut);
    EXPECT_EQ(read.cut->code, ErrorCode::KeyRevoked);
    EXPECT_EQ(world.state(), wire::JobState::Released) << "what others may fetch stays";
}

TEST_F(TransferTest, TheNextTicketEndsTheOneBefore)
{
    const auto response = get();
    ASSERT_TRUE(response.source->next());
    const auto next = world.ticket(retrieval);
    world.server.clock.advance(1s);
    const auto read = DownloadWorld::drain(response);
    ASSERT_TRUE(read.cut);
    EXPECT_EQ(read.cut->code, ErrorCode::TicketUsed);
    EXPECT_EQ(codeOf(get("bytes=1-")), "ticket-used");
    EXPECT_EQ(world.get(world.dora, next.path).status, 200);
}

TEST_F(TransferTest, NeverSendingAReceiptDoesNotMakeMoreDownloads)
{
    ASSERT_FALSE(DownloadWorld::drain(get()).cut);
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, ticket.file)), "downloads-exhausted");
}

TEST_F(TransferTest, NorDoesBreakingOffBeforeTheEnd)
{
    // Half of it each time.
    std::uint64_t sent = 0;
    int tickets = 0;
    for (; tickets < 5; ++tickets) {
        const auto response = get();
        ASSERT_EQ(response.status, 200) << response.body;
        std::uint64_t here = 0;
        while (here < ticket.sealedLength / 2)
            here += response.source->next()->size();
        sent += here;
        const auto next = world.ask(world.dora, retrieval, ticket.file);
        if (next.status != 200) {
            EXPECT_EQ(codeOf(next), "downloads-exhausted");
            break;
        }
        ticket = *wire::decode<wire::Ticket>(next.body);
    }
    EXPECT_EQ(tickets, 1) << "the second broken one has used the download up";
    EXPECT_LT(sent, 2 * ticket.sealedLength);
}

TEST_F(TransferTest, NorDoesLeavingOutALittle)
{
    const auto response = get("bytes=1-");
    ASSERT_EQ(response.status, 206) << response.body;
    std::uint64_t here = 0;
    while (const auto piece = response.source->next()) {
        if (piece->empty())
            break;
        here += piece->size();
    }
    EXPECT_EQ(here, ticket.sealedLength - 1);
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, ticket.file)), "downloads-exhausted");
}

TEST_F(TransferTest, TheSweepWritesWhatABrokenConnectionSent)
{
    const auto sent = fetchOneChunk();
    EXPECT_EQ(row().sent, 0U);
    world.transfers->sweep();
    EXPECT_EQ(row().sent, sent);
    world.transfers->sweep();
    EXPECT_EQ(row().sent, sent) << "once";
    EXPECT_EQ(world.logged("download.end", "failed"), 1);
}

TEST_F(TransferTest, AShortenedObjectIsNotSent)
{
    std::filesystem::resize_file(world.objects / (ticket.file.text() + ".sealed"), ticket.sealedLength - 1);
    EXPECT_EQ(codeOf(get()), "file-access");
    EXPECT_FALSE(row().begun);
}

} // namespace
} // namespace countersign::test
