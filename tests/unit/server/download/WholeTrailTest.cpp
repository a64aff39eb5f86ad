#include "trust/TrailCheck.h"
#include "unit/server/download/DownloadWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using trust::TrailFault;
using trust::TrailSeverity;

std::vector<std::string> linesOf(const server::Store& store, const std::string& log)
{
    return *server::readFor<std::vector<std::string>>(
        store, [&](soci::session& sql) -> Result<std::vector<std::string>> {
            std::vector<std::string> lines;
            const soci::rowset<std::string> rows =
                (sql.prepare << "SELECT line FROM " + log + "_entries ORDER BY idx");
            for (const auto& line : rows)
                lines.push_back(line);
            return lines;
        });
}

std::optional<std::vector<crypto::Jws>> signaturesIn(const server::Store& store, const std::string& query,
                                                     const Digest& digest)
{
    return *server::readFor<std::optional<std::vector<crypto::Jws>>>(
        store, [&](soci::session& sql) -> Result<std::optional<std::vector<crypto::Jws>>> {
            std::string json;
            const auto name = digest.text();
            soci::indicator found = soci::i_null;
            sql << query, soci::use(name), soci::into(json, found);
            if (found != soci::i_ok)
                return std::optional<std::vector<crypto::Jws>>();
            return server::signaturesOf(json).map([](auto all) { return std::optional(std::move(all)); });
        });
}

// Of the log of a real server, as a compliance officer's console checks it.
trust::TrailReport checked(const ServerFixture& server)
{
    const auto& store = *server.store;
    std::vector<wire::TrustEntry> entries;
    for (const auto& line : linesOf(store, "trust"))
        entries.push_back(wire::decode<wire::TrustEntry>(line).value());
    const auto statement = [&](const Digest& digest) {
        return signaturesIn(store, "SELECT json FROM statements WHERE digest = :digest", digest);
    };
    const auto receipt = [&](const Digest& digest) {
        return signaturesIn(store, "SELECT json FROM receipts WHERE digest = :digest", digest);
    };
    trust::TrailCheck check({entries, entries.front().digest, statement, receipt, 0, server.heads().audit});
    std::uint64_t index = 0;
    for (const auto& line : linesOf(store, "audit"))
        check.take(index++, line);
    return check.finish();
}

// The fixture gives people their accounts by itself; those entries alone are by nobody and name nothing.
std::string wrongBeyondTheFixture(const trust::TrailReport& report)
{
    std::string told;
    for (const auto& finding : report.findings)
        if (finding.severity != TrailSeverity::Note &&
            !(finding.fault == TrailFault::StatementUnknown && finding.action == "session.enrol" &&
              finding.person == ""))
            told += wire::encode(finding) + '\n';
    return told;
}

TEST(WholeTrail, OfARealServerHoldsAtEachStepOfAnExport)
{
    DownloadWorld world;
    EXPECT_EQ(wrongBeyondTheFixture(checked(world.server)), "");
    const auto retrieval = world.opened(world.dora);
    for (int i = 0; i < 2; ++i) {
        const auto ticket = world.ticket(retrieval, i);
        const auto response = world.get(world.dora, ticket.path);
        ASSERT_EQ(response.status, 200) << response.body;
        std::ignore = DownloadWorld::drain(response);
        ASSERT_EQ(world.give(world.dora, ticket, world.receiptOf(world.dora.who, ticket)).status, 200);
    }
    // Kept sealed, and opened later.
    const auto file = world.file(0).id;
    const auto allowed = wire::decode<wire::Done>(
                             world.server
                                 .send(world.dora, "POST", "/v1/openings",
                                       wire::encode(wire::OpeningAsk{
                                           world.release.digest, Secret(world.server.freshCode(world.dora))}))
                                 .body)
                             .value();
    const wire::OpeningReport opened{world.release.digest, allowed.auditIndex, world.server.clock.now()};
    ASSERT_EQ(
        world.server.send(world.dora, "POST", "/v1/files/" + file.text() + "/openings", wire::encode(opened))
            .status,
        200);
    // What is refused leaves entries, too.
    EXPECT_EQ(ServerFixture::codeOf(world.open(world.dora)), "downloads-exhausted");
    EXPECT_NE(world.open(world.erik).status, 200);
    const auto report = checked(world.server);
    EXPECT_EQ(wrongBeyondTheFixture(report), "");
    EXPECT_TRUE(report.hashed);
    EXPECT_EQ(report.exports, 1U);
    EXPECT_EQ(report.receipts, 2U);
    EXPECT_EQ(report.statements, world.server.trustSize());
    EXPECT_EQ(report.unseen, 0U);
}

TEST(WholeTrail, OfARealServerHoldsWhereAnExportIsWithdrawnUnderWay)
{
    DownloadWorld world;
    const auto retrieval = world.opened(world.dora);
    const auto ticket = world.ticket(retrieval);
    const auto response = world.get(world.dora, ticket.path);
    ASSERT_EQ(response.status, 200) << response.body;
    world.server.mustPost(
        world.olga, world.server.sign(world.olga.who, wire::WithdrawalBody{world.request.digest, "stop"}));
    std::ignore = DownloadWorld::drain(response);
    EXPECT_NE(world.ask(world.dora, retrieval, world.file(1).id).status, 200);
    EXPECT_EQ(wrongBeyondTheFixture(checked(world.server)), "");
}

} // namespace
} // namespace countersign::test
