#include "server/keys/KeyVault.h"
#include "base/Base64.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <stdlib.h>

namespace countersign::server {

namespace {

struct HandClock final : Clock
{
    Time at{std::chrono::days(20000)};
    Time now() const override { return at; }
};

class KeyVaultTest : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string path = testing::TempDir() + "vaultXXXXXX";
        ASSERT_TRUE(mkdtemp(path.data()));
        folder = path;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    Result<std::unique_ptr<KeyVault>> open(std::string_view passphrase = "right horse")
    {
        return KeyVault::open({folder, Secret(passphrase), &clock, 90});
    }
    std::string wrapped(const std::string& file)
    {
        soci::session sql(soci::sqlite3, "db=" + (folder / "keys.db").string());
        std::string sealed;
        sql << "SELECT sealed FROM file_keys WHERE file = :f", soci::use(file), soci::into(sealed);
        return sealed;
    }
    bool onDisk(const std::string& text) const
    {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream in(entry.path(), std::ios::binary);
            std::ostringstream all;
            all << in.rdbuf();
            if (all.str().find(text) != std::string::npos)
                return true;
        }
        return false;
    }

    /// Notes what it hears, and refuses it where `refusal` says so.
    KeyRecord record()
    {
        return [this](const std::vector<KeyChange>& changes) -> Result<void> {
            if (refusal)
                return tl::unexpected(*refusal);
            for (const auto& change : changes) {
                constexpr const char* names[] = {"create ", "retire ", "destroy "};
                heard.push_back(names[static_cast<int>(change.kind)] + change.key.text());
                EXPECT_EQ(change.slot.tenant, "north");
                EXPECT_EQ(change.slot.sensitivity, wire::Sensitivity::High);
            }
            return {};
        };
    }

    std::vector<std::string> heard;
    std::optional<Error> refusal;
    HandClock clock;
    std::filesystem::path folder;
    const KeySlot slot{"training", "north", wire::Sensitivity::High};
};

} // namespace

TEST_F(KeyVaultTest, WrongPassphraseOpensNothing)
{
    ASSERT_TRUE(open());
    const auto wrong = open("wrong horse");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::PassphraseWrong);
}

TEST_F(KeyVaultTest, KeysOutliveTheProcess)
{
    std::string thumbprint;
    Bytes key, log;
    {
        auto vault = open();
        ASSERT_TRUE(vault);
        thumbprint = (*vault)->serverKey().thumbprint().text();
        log = copyOf((*vault)->logKey("trust")->publicKey().bytes());
        EXPECT_NE(log, copyOf((*vault)->logKey("audit")->publicKey().bytes()));
        key = copyOf((*vault)->newFileKey(FileId("file_a"), slot, record())->key.reveal());
    }
    auto vault = open();
    ASSERT_TRUE(vault);
    EXPECT_EQ((*vault)->serverKey().thumbprint().text(), thumbprint);
    EXPECT_EQ(copyOf((*vault)->logKey("trust")->publicKey().bytes()), log);
    EXPECT_TRUE((*vault)->fileKey(FileId("file_a"))->sameAs(key));
    EXPECT_FALSE(onDisk(std::string(textOf(key))));
    EXPECT_FALSE(onDisk(base64Url(key)));
}

TEST_F(KeyVaultTest, DestroyedKeyIsGoneFromEveryFile)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    ASSERT_TRUE((*vault)->newFileKey(FileId("file_a"), slot, record()));
    const auto sealed = wrapped("file_a");
    ASSERT_TRUE(onDisk(sealed));
    ASSERT_TRUE((*vault)->destroyFileKey(FileId("file_a"), record()));
    const auto gone = (*vault)->fileKey(FileId("file_a"));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::KeyMissing);
    EXPECT_FALSE(onDisk(sealed));
}

TEST_F(KeyVaultTest, WrappedKeyCannotBeMovedToAnotherFile)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    ASSERT_TRUE((*vault)->newFileKey(FileId("file_a"), slot, record()));
    ASSERT_TRUE((*vault)->newFileKey(FileId("file_b"), slot, record()));
    {
        soci::session sql(soci::sqlite3, "db=" + (folder / "keys.db").string());
        sql << "UPDATE file_keys SET sealed = (SELECT sealed FROM file_keys WHERE file = 'file_a')"
               " WHERE file = 'file_b'";
    }
    EXPECT_FALSE((*vault)->fileKey(FileId("file_b")));
}

TEST_F(KeyVaultTest, PeriodOverRetiresTheKeyAndTheLastFileDestroysIt)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    const auto first = (*vault)->newFileKey(FileId("file_a"), slot, record());
    clock.at += std::chrono::days(90);
    const auto second = (*vault)->newFileKey(FileId("file_b"), slot, record());
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->wrappedBy, second->wrappedBy);
    EXPECT_TRUE((*vault)->fileKey(FileId("file_a")));
    auto rows = (*vault)->rows();
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ(rows->at(1).state, wire::KeyState::Retired);
    EXPECT_EQ(rows->at(1).use.size(), 30u);
    EXPECT_EQ(rows->at(1).use.back(), 1u);
    EXPECT_EQ(rows->at(1).lastUse, "unwrap");
    ASSERT_TRUE((*vault)->destroyFileKey(FileId("file_a"), record()));
    rows = (*vault)->rows();
    EXPECT_EQ(rows->at(1).state, wire::KeyState::Destroyed);
}

TEST_F(KeyVaultTest, SmallSecretIsBoundToItsPurpose)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    const auto sealed = (*vault)->sealSmall(bytesOf("seed"), "totp:anna");
    EXPECT_EQ((*vault)->openSmall(sealed, "totp:anna")->revealText(), "seed");
    EXPECT_FALSE((*vault)->openSmall(sealed, "totp:ben"));
}

TEST_F(KeyVaultTest, EachChangeOfAKeyIsToldOnce)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    const auto first = (*vault)->newFileKey(FileId("file_a"), slot, record())->wrappedBy.text();
    ASSERT_TRUE((*vault)->newFileKey(FileId("file_b"), slot, record()));
    EXPECT_EQ(heard, std::vector<std::string>{"create " + first}) << "a use is no change";
    clock.at += std::chrono::days(90);
    const auto second = (*vault)->newFileKey(FileId("file_c"), slot, record())->wrappedBy.text();
    EXPECT_EQ(heard, (std::vector<std::string>{"create " + first, "retire " + first, "create " + second}));
    ASSERT_TRUE((*vault)->destroyFileKey(FileId("file_a"), record()));
    EXPECT_EQ(heard.size(), 3U) << "it still opens file_b";
    ASSERT_TRUE((*vault)->destroyFileKey(FileId("file_b"), record()));
    ASSERT_TRUE((*vault)->destroyFileKey(FileId("file_b"), record()));
    ASSERT_EQ(heard.size(), 4U);
    EXPECT_EQ(heard.back(), "destroy " + first);
}

TEST_F(KeyVaultTest, ThePolicysPeriodCountsAtEachUse)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    int days = 90;
    (*vault)->rotateBy([&] { return days; });
    const auto first = (*vault)->newFileKey(FileId("file_a"), slot, record())->wrappedBy;
    clock.at += std::chrono::days(30);
    EXPECT_EQ((*vault)->newFileKey(FileId("file_b"), slot, record())->wrappedBy, first);
    days = 30;
    EXPECT_NE((*vault)->newFileKey(FileId("file_c"), slot, record())->wrappedBy, first);
    EXPECT_EQ((*vault)->rows()->front().periodDays, 30);
}

TEST_F(KeyVaultTest, AnIdleKeyIsRetiredAndDestroyedAtOnce)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    const auto first = (*vault)->newFileKey(FileId("file_a"), slot, record())->wrappedBy.text();
    ASSERT_TRUE((*vault)->destroyFileKey(FileId("file_a"), record()));
    clock.at += std::chrono::days(90);
    const auto second = (*vault)->newFileKey(FileId("file_b"), slot, record())->wrappedBy.text();
    EXPECT_EQ(heard, (std::vector<std::string>{"create " + first, "retire " + first, "destroy " + first,
                                               "create " + second}));
}

// No entry, no change: neither of keys nor of what hangs on them.
TEST_F(KeyVaultTest, WhatCannotBeRecordedIsNotDone)
{
    auto vault = open();
    ASSERT_TRUE(vault);
    refusal = Error{ErrorCode::ServerDiskFull, "no room for the entry"};
    EXPECT_EQ((*vault)->newFileKey(FileId("file_a"), slot, record()).error().code, ErrorCode::ServerDiskFull);
    EXPECT_EQ((*vault)->newFileKey(FileId("file_a"), slot, {}).error().code, ErrorCode::Internal);
    EXPECT_TRUE((*vault)->rows()->empty());
    EXPECT_EQ((*vault)->fileKey(FileId("file_a")).error().code, ErrorCode::KeyMissing);
    refusal.reset();
    ASSERT_TRUE((*vault)->newFileKey(FileId("file_a"), slot, record()));
    clock.at += std::chrono::days(90);
    ASSERT_TRUE((*vault)->newFileKey(FileId("file_b"), slot, record()));
    refusal = Error{ErrorCode::ServerDiskFull, "no room for the entry"};
    EXPECT_EQ((*vault)->destroyFileKey(FileId("file_a"), record()).error().code, ErrorCode::ServerDiskFull);
    EXPECT_TRUE((*vault)->fileKey(FileId("file_a"))) << "still there: nothing says that it was destroyed";
    refusal.reset();
    ASSERT_TRUE((*vault)->destroyFileKey(FileId("file_a"), record()));
    EXPECT_EQ((*vault)->fileKey(FileId("file_a")).error().code, ErrorCode::KeyMissing);
}

} // namespace countersign::server
