#include "server/audit/LogCopy.h"

#include "support/CodeOf.h"
#include "unit/server/store/StoreFixture.h"

#include <fstream>
#include <future>

namespace countersign::test {
namespace {

using server::LogCopy;
using server::LogName;

class LogCopyTest : public StoreFixture
{
protected:
    LogCopyTest() { open(); }

    void writeMany(int count)
    {
        for (int i = 0; i < count; ++i)
            ASSERT_TRUE(write("key-" + std::to_string(m_next++)));
        waitUntilPublished();
    }
    // Published at most once a second: closed and opened again it is at once.
    void waitUntilPublished()
    {
        close();
        open();
    }
    std::string read(const std::string& name) const
    {
        std::ifstream stream(there.path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    // A log in the folder as any reader of tlog-tiles would prove it: all entries hashed to the signed root.
    void expectWhole(const std::string& log, const crypto::NoteVerifier& verifier)
    {
        const auto checkpoint = crypto::openCheckpoint(read(log + "/checkpoint"), verifier);
        ASSERT_TRUE(checkpoint);
        crypto::CompactTree tree;
        for (std::uint64_t from = 0; from < checkpoint->size; from += 256) {
            const crypto::TileId bundle{
                -1, from / 256, static_cast<unsigned>(std::min<std::uint64_t>(256, checkpoint->size - from))};
            const auto lines = crypto::decodeBundle(bytesOf(read(log + '/' + crypto::tilePath(bundle))));
            ASSERT_TRUE(lines);
            ASSERT_EQ(lines->size(), bundle.width);
            for (const auto& line : *lines)
                tree.append(crypto::leafHash(bytesOf(line)));
        }
        EXPECT_EQ(tree.root(), checkpoint->root);
        crypto::TileNodes nodes(checkpoint->size, [&](const crypto::TileId& tile) -> Result<Bytes> {
            return copyOf(bytesOf(read(log + '/' + crypto::tilePath(tile))));
        });
        EXPECT_EQ(crypto::rootOf(checkpoint->size, nodes.reader()).value(), checkpoint->root);
    }

    PrivateFolder there;

private:
    int m_next = 0;
};

TEST_F(LogCopyTest, TheFolderHoldsLogsThatAnyReaderOfTilesProves)
{
    writeMany(300);
    LogCopy copy(*store, there.path());
    ASSERT_TRUE(copy.check());
    expectWhole("audit", auditSigner->verifier());
    EXPECT_TRUE(std::filesystem::exists(there.path() / "audit/tile/0/000"));
    EXPECT_FALSE(std::filesystem::exists(there.path() / "audit/tile/0/000.p"));
}

TEST_F(LogCopyTest, WhatIsPartialIsSupersededOnceItIsWhole)
{
    writeMany(200);
    ASSERT_TRUE(LogCopy(*store, there.path()).check());
    EXPECT_TRUE(std::filesystem::exists(there.path() / "audit/tile/entries/000.p/200"));
    writeMany(200);
    ASSERT_TRUE(LogCopy(*store, there.path()).check());
    EXPECT_FALSE(std::filesystem::exists(there.path() / "audit/tile/entries/000.p"));
    expectWhole("audit", auditSigner->verifier());
}

TEST_F(LogCopyTest, ItFollowsByItself)
{
    writeMany(3);
    LogCopy copy(*store, there.path());
    ASSERT_TRUE(copy.check());
    std::promise<void> published;
    store->onPublished([&](LogName log) {
        copy.wake();
        if (log == LogName::Audit)
            published.set_value();
    });
    copy.start();
    ASSERT_TRUE(write("later"));
    published.get_future().wait();
    copy.stop(); // a round that was asked for is done, or none was under way
    ASSERT_TRUE(copy.copyAll());
    EXPECT_EQ(crypto::openCheckpoint(read("audit/checkpoint"), auditSigner->verifier())->size, auditSize());
    EXPECT_FALSE(copy.fault());
}

TEST_F(LogCopyTest, AServerThatWasRestoredFindsThatItHadSignedMore)
{
    writeMany(5);
    const auto database = folder.database();
    close();
    const auto backup = there.path() / "backup.db";
    std::filesystem::copy_file(database, backup);
    open();
    writeMany(5);
    ASSERT_TRUE(LogCopy(*store, there.path()).check());
    const auto before = read("audit/checkpoint");
    close();
    for (const auto* suffix : {"-wal", "-shm"})
        std::filesystem::remove(database.string() + suffix);
    std::filesystem::copy_file(backup, database, std::filesystem::copy_options::overwrite_existing);
    open();
    EXPECT_EQ(codeOf(LogCopy(*store, there.path()).check()), ErrorCode::LogRolledBack);
    EXPECT_EQ(read("audit/checkpoint"), before) << "what was seen stays there";
    // … nor once it has grown as long again.
    writeMany(9);
    EXPECT_EQ(codeOf(LogCopy(*store, there.path()).check()), ErrorCode::LogForked);
    EXPECT_EQ(read("audit/checkpoint"), before);
}

TEST_F(LogCopyTest, AnotherServersCopyIsLeftAlone)
{
    writeMany(2);
    std::filesystem::create_directory(there.path() / "audit");
    const crypto::NoteSigner other("other.example/audit", crypto::Ed25519Key::generate());
    const auto note =
        crypto::signCheckpoint({"other.example/audit", 1, crypto::leafHash(bytesOf("x"))}, other);
    std::ofstream(there.path() / "audit/checkpoint") << note;
    EXPECT_EQ(codeOf(LogCopy(*store, there.path()).check()), ErrorCode::Configuration);
    EXPECT_EQ(read("audit/checkpoint"), note);
}

TEST_F(LogCopyTest, AFolderThatIsNotThereIsNoCopy)
{
    EXPECT_EQ(codeOf(LogCopy(*store, there.path() / "missing").check()), ErrorCode::Configuration);
    EXPECT_FALSE(std::filesystem::exists(there.path() / "missing")) << "it may be a mount that is missing";
}

TEST_F(LogCopyTest, WhatCannotBeWrittenIsWrittenOnceItCan)
{
    writeMany(2);
    LogCopy copy(*store, there.path());
    ASSERT_TRUE(copy.check());
    std::filesystem::rename(there.path() / "audit", there.path() / "away");
    std::ofstream(there.path() / "audit") << "in the way";
    EXPECT_EQ(codeOf(copy.copyAll()), ErrorCode::Configuration);
    std::filesystem::remove(there.path() / "audit");
    std::filesystem::rename(there.path() / "away", there.path() / "audit");
    EXPECT_TRUE(copy.copyAll());
    expectWhole("audit", auditSigner->verifier());
}

} // namespace
} // namespace countersign::test
