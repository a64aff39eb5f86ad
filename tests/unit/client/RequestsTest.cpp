#include "client/Requests.h"

#include "CannedServer.h"
#include "client/KeyStore.h"
#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

class RequestsTest : public testing::Test
{
protected:
    RequestsTest()
    {
        dora = world.join("dora", {wire::Role::ArtifactDownloader});
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
        server.put("/v1/jobs", wire::encode(wire::Jobs{}));
    }
    ~RequestsTest() override { connection.close(); }

    void advance() { ASSERT_TRUE(QCoro::waitFor(log.advance())); }

    std::string flawsOf(const wire::ExportRequestBody& body) const
    {
        std::string all;
        for (const auto& flaw : requests.flaws(body, world.clock.now()))
            all += (all.empty() ? "" : " ") + flaw.field.toStdString() + ":" + flaw.what.toStdString();
        return all;
    }

    test::TrustFixture world;
    test::TestPerson dora;
    test::CannedServer server;
    QTemporaryDir folder;
    Connection connection{server.profile(world.server, world.root.digest), world.clock};
    std::unique_ptr<KeyStore> keyStore = sealedFileKeyStore(folder.filePath("keys"));
    Session session{connection, *keyStore, world.clock};
    LogFollower log{connection, folder.filePath("log")};
    Statements statements{connection, session, log};
    ExportBook book{connection, session, log, world.clock};
    Requests requests{connection, statements, log, book};
};

TEST_F(RequestsTest, FindsWhatTrustWouldRefuse)
{
    advance();
    const auto good = world.requestBody({dora.fetcher()});
    EXPECT_EQ(flawsOf(good), "");
    auto body = good;
    body.title = "  ";
    body.legalBasis = std::string(401, 'x');
    body.recipient = "Registry\xe2\x80\xae of the region"; // right-to-left override
    EXPECT_EQ(flawsOf(body), "title:missing legalBasis:too-long recipient:hidden-characters");
    body = good;
    body.title.clear();
    for (int i = 0; i < 120; ++i)
        body.title += "ä"; // 240 bytes, 120 characters
    EXPECT_EQ(flawsOf(body), "");
    body.title += "ä";
    EXPECT_EQ(flawsOf(body), "title:too-long");
    body = good;
    body.level = wire::Level::Group;
    body.group.reset();
    body.types.clear();
    body.since = body.until = world.clock.now();
    EXPECT_EQ(flawsOf(body), "group:missing types:none-chosen until:order");
    body = good;
    body.types = {"Observation"};
    body.downloads = 4;
    body.ends = world.clock.now() + std::chrono::days(15);
    EXPECT_EQ(flawsOf(body), "sensitivity:too-low downloads:too-many ends:too-late");
    body = good;
    body.ends = world.clock.now();
    EXPECT_EQ(flawsOf(body), "ends:past");
}

TEST_F(RequestsTest, NamesOnlyFetchersWhoseKeyTheLogEndorses)
{
    advance();
    auto body = world.requestBody({});
    EXPECT_EQ(flawsOf(body), "fetchers:none-chosen");
    auto other = dora;
    other.encryption = crypto::SigningKey::generate();
    body.fetchers = {other.fetcher()};
    EXPECT_EQ(flawsOf(body), "fetchers:not-endorsed");
    body.fetchers = {world.admins[0].fetcher()}; // endorsed, but no downloader
    EXPECT_EQ(flawsOf(body), "fetchers:not-endorsed");
    body.fetchers = {dora.fetcher(), dora.fetcher()};
    EXPECT_EQ(flawsOf(body), "fetchers:not-endorsed");

    wire::Sources sources;
    sources.recipients = {{dora.id, "A name of the server's", dora.encryption.thumbprint()},
                          {dora.id, "Dora", other.encryption.thumbprint()},
                          {PersonId("mallory"), "Mallory", dora.encryption.thumbprint()}};
    server.put("/v1/sources", wire::encode(sources));
    const auto offer = QCoro::waitFor(requests.offer());
    ASSERT_TRUE(offer);
    ASSERT_EQ(offer->recipients.size(), 1);
    EXPECT_EQ(offer->recipients[0].person, dora.id);
    EXPECT_EQ(offer->recipients[0].name, "Person dora");
    EXPECT_EQ(offer->policy.downloads, 3);
}

TEST_F(RequestsTest, NothingIsSignedWithoutAKey)
{
    advance();
    const auto signedOne = QCoro::waitFor(
        requests.sign(world.requestBody({dora.fetcher()}), Secret(std::string_view("123456"))));
    ASSERT_FALSE(signedOne);
    EXPECT_EQ(signedOne.error().code, ErrorCode::KeyMissing);
    EXPECT_EQ(server.asked("/v1/statements"), 0);
}

} // namespace
} // namespace countersign::client
