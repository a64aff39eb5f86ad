#include "StoreFixture.h"

namespace countersign::test {
namespace {

using namespace server;

// Somebody with a shell on the host, who takes the triggers away first.
class TamperTest : public StoreFixture
{
protected:
    void grow(int count)
    {
        open();
        for (int i = 0; i < count; ++i)
            ASSERT_TRUE(write(std::to_string(100000 + i)));
        close();
    }

    void edit(std::vector<std::string> statements)
    {
        std::vector<std::string> all;
        for (const auto* table : {"audit_entries", "trust_entries", "tiles", "published"})
            for (const auto* operation : {"UPDATE", "DELETE", "INSERT"})
                all.push_back("DROP TRIGGER IF EXISTS " + std::string(table) + "_" + operation);
        all.insert(all.end(), statements.begin(), statements.end());
        tamper(all);
    }

    void expectRefused(const std::string& names)
    {
        const auto done = tryOpen();
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::LogInconsistent);
        EXPECT_NE(done.error().detail.find(names), std::string::npos) << done.error().detail;
    }

    static std::string hashOf(const std::string& line) { return crypto::leafHash(bytesOf(line)).text(); }
};

TEST_F(TamperTest, AnAlteredLineAtTheEdgeIsFoundAtOpening)
{
    grow(260);
    edit({"UPDATE audit_entries SET line = replace(line, 'done', 'dont') WHERE idx = 258"});
    expectRefused("entry 258");
}

TEST_F(TamperTest, AnAlteredLineFurtherBackIsFoundByTheWholeLog)
{
    grow(260);
    edit({"UPDATE audit_entries SET line = replace(line, 'done', 'dont') WHERE idx = 17"});
    open();
    const auto done = store->verifyWholeLog(LogName::Audit);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::LogInconsistent);
    EXPECT_NE(done.error().detail.find("entry 17 "), std::string::npos) << done.error().detail;
}

TEST_F(TamperTest, AnAlteredLineWithItsHashIsFoundByTheTile)
{
    grow(260);
    edit({"UPDATE audit_entries SET line = '{}', hash = '" + hashOf("{}") + "' WHERE idx = 17"});
    open();
    const auto done = store->verifyWholeLog(LogName::Audit);
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().detail.find("tile/0/000 "), std::string::npos) << done.error().detail;
}

TEST_F(TamperTest, AnAlteredLineWithItsHashAtTheEdgeIsFoundByTheHead)
{
    grow(20);
    edit({"UPDATE audit_entries SET line = '{}', hash = '" + hashOf("{}") + "' WHERE idx = 7"});
    expectRefused("root");
}

TEST_F(TamperTest, AnAlteredTileIsFoundAtOpening)
{
    grow(260);
    edit({"UPDATE tiles SET hashes = CASE substr(hashes, 1, 1) WHEN 'B' THEN 'C' ELSE 'B' END || "
          "substr(hashes, 2)"});
    expectRefused("tile");
}

TEST_F(TamperTest, AMissingTileOrEntryIsFoundAtOpening)
{
    grow(260);
    edit({"DELETE FROM tiles WHERE log = 'audit'"});
    expectRefused("tile");
}

TEST_F(TamperTest, AMissingEntryIsFoundAtOpening)
{
    grow(20);
    edit({"DELETE FROM audit_entries WHERE idx = 12"});
    expectRefused("entry 12 is missing");
}

TEST_F(TamperTest, ALostTailIsFoundAtOpening)
{
    grow(20);
    edit({"DELETE FROM audit_entries WHERE idx = 19"});
    expectRefused("entries and recorded size differ");
}

TEST_F(TamperTest, AnAlteredHeadIsFoundAtOpening)
{
    grow(20);
    edit({"UPDATE log_state SET root = '" + hashOf("x") + "' WHERE log = 'audit'"});
    expectRefused("root");
}

// A history that is consistent in itself: what was published speaks against it.
TEST_F(TamperTest, ADatabaseShorterThanWhatWasPublishedIsRefused)
{
    grow(20);
    open(); // publishes 20
    std::string root;
    ASSERT_TRUE(store->read([&](soci::session& sql) -> Result<void> {
        const auto then = rootAt(sql, LogName::Audit, 15);
        EXPECT_TRUE(then);
        root = then->text();
        return {};
    }));
    close();
    edit({"DELETE FROM audit_entries WHERE idx >= 15",
          "UPDATE log_state SET size = 15, root = '" + root + "' WHERE log = 'audit'"});
    expectRefused("shorter than what was published");
}

TEST_F(TamperTest, NoSizeIsSignedWithTwoRoots)
{
    grow(3);
    open();
    auto lines = auditLines();
    close();
    const auto found = lines[1].find("done");
    ASSERT_NE(found, std::string::npos);
    lines[1].replace(found, 4, "dont");
    std::vector<Digest> leaves;
    for (const auto& line : lines)
        leaves.push_back(crypto::leafHash(bytesOf(line)));
    edit({"UPDATE audit_entries SET line = replace(line, 'done', 'dont'), hash = '" + leaves[1].text() +
              "' WHERE idx = 1",
          "UPDATE log_state SET root = '" + ReferenceTree(leaves).root(3).text() + "' WHERE log = 'audit'"});
    expectRefused("another root than the published one");
}

} // namespace
} // namespace countersign::test
