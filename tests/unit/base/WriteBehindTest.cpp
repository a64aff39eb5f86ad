#include "base/WriteBehind.h"

#include "base/Bytes.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace countersign {

namespace {

constexpr std::size_t piece = 1024 * 1024;
constexpr std::size_t pieces = 40;

class WriteBehindTest : public testing::Test
{
protected:
    WriteBehindTest()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "write-behind-XXXXXX").string();
        m_file = mkstemp(pattern.data());
        unlink(pattern.c_str());
    }
    ~WriteBehindTest() override { close(m_file); }

    /// On tmpfs the cache is the file; overlayfs keeps the pages below, where they can't be sent.
    [[nodiscard]] bool canLeaveMemory() const
    {
        struct statfs facts = {};
        return fstatfs(m_file, &facts) == 0 && facts.f_type != TMPFS_MAGIC &&
               facts.f_type != OVERLAYFS_SUPER_MAGIC;
    }
    /// Pages of the file that lie in the page cache.
    [[nodiscard]] std::size_t cachedPages() const
    {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        auto* mapped = mmap(nullptr, pieces * piece, PROT_READ, MAP_SHARED, m_file, 0);
        std::vector<unsigned char> present(pieces * piece / page);
        mincore(mapped, pieces * piece, present.data());
        munmap(mapped, pieces * piece);
        return static_cast<std::size_t>(
            std::count_if(present.begin(), present.end(), [](unsigned char one) { return (one & 1) != 0; }));
    }

    int m_file = -1;
};

} // namespace

TEST_F(WriteBehindTest, leavesTheBytesAndTakesNoMemoryForThem)
{
    WriteBehind behind;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < pieces; ++i) {
        const Bytes bytes(piece, static_cast<std::uint8_t>(i + 1));
        ASSERT_EQ(write(m_file, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
        length += bytes.size();
        ASSERT_TRUE(behind.advance(m_file, length));
    }
    if (canLeaveMemory()) {
        // Two windows of 8 MiB at most are under way.
        EXPECT_LE(cachedPages() * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), 16 * piece);
    }
    for (std::size_t i = 0; i < pieces; ++i) {
        Bytes bytes(piece);
        ASSERT_EQ(pread(m_file, bytes.data(), bytes.size(), static_cast<off_t>(i * piece)),
                  static_cast<ssize_t>(bytes.size()));
        ASSERT_EQ(bytes, Bytes(piece, static_cast<std::uint8_t>(i + 1)));
    }
}

TEST_F(WriteBehindTest, whatIsNoFileOnADiskIsLeftAlone)
{
    int ends[2] = {};
    ASSERT_EQ(pipe(ends), 0);
    WriteBehind behind;
    EXPECT_TRUE(behind.advance(ends[1], pieces * piece)); // ESPIPE
    close(ends[0]);
    close(ends[1]);
}

} // namespace countersign
