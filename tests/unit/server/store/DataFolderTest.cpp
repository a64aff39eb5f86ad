#include "StoreFixture.h"

#include <fstream>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace countersign::test {
namespace {

using namespace server;
namespace fs = std::filesystem;

class DataFolderTest : public StoreFixture
{
};

TEST_F(DataFolderTest, TwoProcessesNeverShareAFolder)
{
    int ready[2] = {};
    int done[2] = {};
    ASSERT_EQ(::pipe(ready) | ::pipe(done), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const char holds = tryOpen() ? 'y' : 'n';
        char byte = 0;
        std::ignore = ::write(ready[1], &holds, 1);
        std::ignore = ::read(done[0], &byte, 1);
        ::_exit(0);
    }
    char holds = 0;
    ASSERT_EQ(::read(ready[0], &holds, 1), 1);
    EXPECT_EQ(holds, 'y');
    const auto second = tryOpen();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(tryOpen()) << "a crash lets go of it";
    EXPECT_EQ(Store::open(options()).error().code, ErrorCode::Conflict) << "within a process, too";
    for (const int end : {ready[0], ready[1], done[0], done[1]})
        ::close(end);
}

TEST_F(DataFolderTest, OthersMustNotReadIt)
{
    open();
    struct stat facts
    {
    };
    ASSERT_EQ(::stat(folder.database().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600u);
    ASSERT_EQ(::stat((folder.database().string() + "-wal").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600u);
    close();
    for (const mode_t mode : {0755, 0750, 0701, 01700}) {
        ASSERT_EQ(::chmod(folder.path().c_str(), mode), 0);
        EXPECT_EQ(tryOpen().error().code, ErrorCode::FileAccess) << std::oct << mode;
    }
    ASSERT_EQ(::chmod(folder.path().c_str(), 0700), 0);
    ASSERT_EQ(::chmod(folder.database().c_str(), 0640), 0);
    EXPECT_EQ(tryOpen().error().code, ErrorCode::FileAccess);
    ASSERT_EQ(::chmod(folder.database().c_str(), 0600), 0);
    EXPECT_TRUE(tryOpen());
}

TEST_F(DataFolderTest, LinksAndFilesInItsPlaceAreRefused)
{
    const auto target = folder.path() / "elsewhere";
    std::ofstream(target) << "";
    fs::create_symlink(target, folder.database());
    EXPECT_EQ(tryOpen().error().code, ErrorCode::FileAccess);
    auto other = options();
    other.folder = target;
    EXPECT_EQ(Store::open(other).error().code, ErrorCode::FileAccess);
    other.folder = folder.path() / "missing" / "deeper";
    EXPECT_EQ(Store::open(other).error().code, ErrorCode::FileAccess);
}

TEST_F(DataFolderTest, ANewerProgramsDatabaseIsLeftAlone)
{
    open();
    ASSERT_TRUE(write("kept"));
    close();
    tamper({"INSERT INTO schema_version (version, applied) VALUES (99, 0)"});
    const auto done = tryOpen();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Storage);
    EXPECT_NE(done.error().detail.find("99"), std::string::npos);
    tamper({"DELETE FROM schema_version WHERE version = 99"});
    open();
    EXPECT_EQ(keys(), std::vector<std::string>{"kept"});
}

TEST_F(DataFolderTest, WhatIsNoDatabaseIsRefused)
{
    std::ofstream(folder.database())
        << "this is a text, and long enough to have a header of its own ........."
           "..................................";
    ::chmod(folder.database().c_str(), 0600);
    const auto done = tryOpen();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Storage);
}

} // namespace
} // namespace countersign::test
