#include "unit/server/download/DownloadWorld.h"

#include "trust/LogView.h"
#include "wire/Audit.h"

#include <condition_variable>
#include <gtest/gtest.h>

namespace countersign::test {
namespace {

constexpr auto codeOf = &ServerFixture::codeOf;

// Waits for the store's publisher, which signs at most once a second.
class Publication
{
public:
    explicit Publication(server::Store& store)
    {
        store.onPublished([shared = m_shared](server::LogName) {
            const std::lock_guard lock(shared->mutex);
            shared->changed.notify_all();
        });
    }
    template <typename F>
    bool await(F&& reached)
    {
        std::unique_lock lock(m_shared->mutex);
        return m_shared->changed.wait_for(lock, std::chrono::minutes(1), reached);
    }

private:
    struct Shared
    {
        std::mutex mutex;
        std::condition_variable changed;
    };
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
};

class LogRoutesTest : public ::testing::Test
{
protected:
    [[nodiscard]] std::string note(const std::string& log)
    {
        return world.server.send(world.olga, "GET", "/v1/log/" + log + "/checkpoint").body;
    }
    [[nodiscard]] crypto::TileReader tiles(const std::string& log)
    {
        return [this, log](const crypto::TileId& tile) -> Result<Bytes> {
            const auto response =
                world.server.send(world.olga, "GET", "/v1/log/" + log + '/' + crypto::tilePath(tile));
            if (response.status != 200)
                return fail(ErrorCode::NotFound, response.body);
            return copyOf(bytesOf(response.body));
        };
    }
    // Until a checkpoint covers all entries that there are now.
    void awaitPublished()
    {
        const auto wanted = world.server.audit().size();
        const auto size = [&] {
            const auto checkpoint =
                crypto::openCheckpoint(*world.server.store->checkpoint(server::LogName::Audit),
                                       world.server.auditSigner->verifier());
            return checkpoint ? checkpoint->size : 0;
        };
        ASSERT_TRUE(publication.await([&] { return size() >= wanted; }));
    }

    DownloadWorld world;
    Publication publication{*world.server.store};
};

TEST_F(LogRoutesTest, TilesProveTheCheckpointsOfBothLogs)
{
    awaitPublished();
    for (const auto& [name, signer] :
         {std::pair("trust", world.server.trustSigner), std::pair("audit", world.server.auditSigner)}) {
        trust::LogView view(signer->verifier(), {});
        const auto advanced = view.advance(note(name), tiles(name));
        ASSERT_TRUE(advanced) << name << advanced.error().detail;
        EXPECT_GT(view.head().size, 10U) << name;
    }
    const auto response = world.server.send(world.olga, "GET", "/v1/log/audit/checkpoint");
    EXPECT_EQ(response.fields.first("Content-Type"), "text/plain; charset=utf-8");
}

TEST_F(LogRoutesTest, AuditEntriesAreForComplianceOfficers)
{
    awaitPublished();
    const crypto::TileId bundle{-1, 0, 5};
    const auto audit = "/v1/log/audit/" + crypto::tilePath(bundle);
    for (const auto* member : {&world.olga, &world.paul, &world.dora})
        EXPECT_EQ(codeOf(world.server.send(*member, "GET", audit)), "role-missing") << member->who.name;
    EXPECT_EQ(world.server.audited("audit.tile", "denied"), 3);
    const auto response = world.server.send(world.carl, "GET", audit);
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(response.fields.first("Content-Type"), "application/octet-stream");
    const auto lines = crypto::decodeBundle(bytesOf(response.body));
    ASSERT_TRUE(lines);
    trust::LogView view(world.server.auditSigner->verifier(), {});
    ASSERT_TRUE(view.advance(note("audit"), tiles("audit")));
    EXPECT_TRUE(view.containsAll(0, *lines, tiles("audit")));
    // The trust log is everybody's.
    EXPECT_EQ(world.server.send(world.olga, "GET", "/v1/log/trust/" + crypto::tilePath(bundle)).status, 200);
}

TEST_F(LogRoutesTest, NothingBeyondWhatIsPublished)
{
    for (const auto* path :
         {"audit/tile/0/999", "audit/tile/entries/x001/000", "trust/tile/9/000", "trust/tile/0/000.p/0",
          "trust/tile/0/0", "trust/tile/0/000.p/256", "other/checkpoint", "other/tile/0/000"})
        EXPECT_EQ(codeOf(world.server.send(world.carl, "GET", std::string("/v1/log/") + path)), "not-found")
            << path;
}

TEST_F(LogRoutesTest, ATrailIsSeenByWhomTheExportConcernsAndCanBeProved)
{
    ASSERT_EQ(codeOf(world.open(world.dora)), "");
    awaitPublished();
    const auto path = "/v1/jobs/" + world.job.text() + "/trail";
    for (const auto* member : {&world.server.amira, &world.erik}) {
        auto again = *member;
        world.server.signIn(again);
        EXPECT_EQ(codeOf(world.server.send(again, "GET", path)), "not-found") << again.who.name;
    }
    const auto trail = wire::decode<wire::Trail>(world.server.send(world.olga, "GET", path).body);
    ASSERT_TRUE(trail);
    for (const auto* member : {&world.paul, &world.dora, &world.carl})
        EXPECT_EQ(world.server.send(*member, "GET", path).status, 200) << member->who.name;
    trust::LogView view(world.server.auditSigner->verifier(), {});
    ASSERT_TRUE(view.advance(note("audit"), tiles("audit")));
    std::vector<std::string> actions;
    for (const auto& placed : trail->entries) {
        EXPECT_TRUE(view.contains(placed.index, placed.line, tiles("audit")));
        const auto entry = wire::decode<wire::AuditEntry>(placed.line);
        ASSERT_TRUE(entry);
        EXPECT_EQ(entry->job, world.job.text());
        actions.push_back(entry->action);
    }
    ASSERT_FALSE(actions.empty());
    EXPECT_EQ(actions.front(), "request.sign");
    EXPECT_EQ(actions.back(), "download.open");
}

} // namespace
} // namespace countersign::test
