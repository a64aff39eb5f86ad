#include "attack/DeliveringListener.h"
#include "attack/ManyFiles.h"
#include "crypto/Sha256.h"

#include <gtest/gtest.h>

namespace countersign::test {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int uses = 300; // a thousand handshakes last longer then than a head may be waited for
#else
constexpr int uses = 1000;
#endif
constexpr int threads = 8;
// Of the receiver: so little that the file does not fit between the two of us.
constexpr int buffer = 16 * 1024;

class TicketTest : ManyFiles, public testing::Test
{
protected:
    explicit TicketTest(const http::Limits& limits = {})
        : ManyFiles(uses * 4 + 500), server(limits), dora(server.desk(server.world.dora))
    {
        ticket = server.world.ticket(server.world.opened(server.world.dora));
    }

    [[nodiscard]] std::string use()
    {
        const auto proof = crypto::makeDpopProof(dora->claims("GET", ticket.path), dora->device);
        return Desk::request("GET", ticket.path, proof, dora->access);
    }
    [[nodiscard]] server::TicketRow row() const
    {
        return server::readFor<server::TicketRow>(*server.world.server.store,
                                                  [&](soci::session& sql) -> Result<server::TicketRow> {
                                                      return *server::findTicket(
                                                          sql, crypto::sha256(ticket.path.substr(12)).text());
                                                  })
            .value();
    }
    using ManyFiles::enough;
    template <typename F>
    static void onThreads(F&& work)
    {
        std::vector<std::thread> all;
        for (int i = 0; i < threads; ++i)
            all.emplace_back([&work, i] { work(i); });
        for (auto& one : all)
            one.join();
    }

    DeliveringListener server;
    std::unique_ptr<Desk> dora;
    wire::Ticket ticket;
};

TEST_F(TicketTest, OfAThousandUsesAtOnceOneIsServed)
{
    if (!enough())
        GTEST_SKIP() << "needs a higher hard limit of open files (ulimit -Hn)";
    const auto before = server.world.server.audit().size();
    std::vector<std::unique_ptr<Attacker>> attackers(uses);
    std::vector<std::string> requests;
    for (int i = 0; i < uses; ++i)
        requests.push_back(use());
    onThreads([&](int mine) {
        for (int i = mine; i < uses; i += threads) {
            const auto from = "127.0.0." + std::to_string(2 + i % 10);
            attackers[static_cast<std::size_t>(i)] =
                std::make_unique<Attacker>(server.port(), Line::Options{from, buffer});
        }
    });
    onThreads([&](int mine) {
        for (int i = mine; i < uses; i += threads)
            attackers[static_cast<std::size_t>(i)]->send(requests[static_cast<std::size_t>(i)]);
    });
    std::map<std::string, int> answers;
    Attacker* winner = nullptr;
    Answer begun;
    for (auto& one : attackers) {
        auto answer = one->head();
        if (answer.status == 200) {
            winner = one.get();
            begun = answer;
            ++answers["served"];
        } else {
            one->readBody(answer);
            ++answers[answer.code()];
        }
    }
    EXPECT_EQ(answers, (std::map<std::string, int>{{"served", 1}, {"conflict", uses - 1}}));
    ASSERT_TRUE(winner);
    winner->readBody(begun);
    EXPECT_EQ(server.world.plaintextOf(ticket, bytesOf(begun.body)), server.world.contents[0]);
    EXPECT_EQ(row().resumes, 0);
    auto& world = server.world;
    EXPECT_EQ(world.logged("download.begin", "done"), 1);
    EXPECT_LT(world.server.audit().size() - before, 40U) << "a flood does not fill the log";
    world.server.refusals->flush(true);
    EXPECT_EQ(world.logged("download.begin", "denied") + world.logged("download.resume", "denied"), uses - 1);
    EXPECT_EQ(world.file(0).downloads, 0);
    ASSERT_EQ(world.give(world.dora, ticket, world.receiptOf(world.dora.who, ticket)).status, 200);
    EXPECT_EQ(world.file(0).downloads, 1);
    EXPECT_EQ(dora->send(use()).code(), "ticket-used");
}

TEST_F(TicketTest, OfAThousandReceiptsOneCounts)
{
    ASSERT_EQ(dora->send(use()).status, 200);
    const auto receipt = server.world.receiptOf(server.world.dora.who, ticket);
    const auto body = wire::encode(wire::ReceiptPost{receipt.signatures.front()});
    const auto target = ticket.path + "/receipt";
    std::vector<std::string> requests;
    for (int i = 0; i < uses; ++i)
        requests.push_back(Desk::request("POST", target,
                                         crypto::makeDpopProof(dora->claims("POST", target), dora->device),
                                         dora->access, body));
    std::array<std::map<std::string, int>, threads> answers;
    onThreads([&](int mine) {
        Attacker peer(server.port(), {"127.0.0." + std::to_string(2 + mine), 0});
        for (int i = mine; i < uses; i += threads) {
            peer.send(requests[static_cast<std::size_t>(i)]);
            const auto answer = peer.answer();
            ++answers[static_cast<std::size_t>(mine)][answer.status == 200 ? "done" : answer.code()];
        }
    });
    std::map<std::string, int> all;
    for (const auto& part : answers)
        for (const auto& [code, count] : part)
            all[code] += count;
    EXPECT_EQ(all["done"] + all["ticket-used"], uses);
    EXPECT_EQ(server.world.file(0).downloads, 1);
    EXPECT_EQ(server.world.logged("download.receipt", "done"), 1);
}

http::Limits impatient()
{
    http::Limits limits;
    limits.writeSeconds = 1;
    return limits;
}

class SlowReaderTest : public TicketTest
{
protected:
    SlowReaderTest() : TicketTest(impatient()) {}
};

TEST_F(SlowReaderTest, WhoDoesNotTakeItsFileIsCutAndItIsWrittenDown)
{
    Attacker slow(server.port(), {"127.0.0.2", buffer});
    slow.send(use());
    ASSERT_EQ(slow.head().status, 200);
    // The server has heard nothing of what it sent for a second, and says no more.
    auto other = server.desk(server.world.erik);
    for (int i = 0; i < 1000 && server.world.logged("download.end", "failed") == 0; ++i) {
        ASSERT_EQ(other->call("GET", "/v1/session").status, 200) << "others are served the while";
        server.world.transfers->sweep();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    EXPECT_EQ(server.world.logged("download.end", "failed"), 1);
    EXPECT_FALSE(row().lastByte);
    EXPECT_EQ(server.world.file(0).downloads, 0);
    const auto again = crypto::makeDpopProof(dora->claims("GET", ticket.path), dora->device);
    EXPECT_EQ(dora->send(Desk::request("GET", ticket.path, again, dora->access)).status, 200)
        << "its holder may go on";
}

} // namespace

} // namespace countersign::test
