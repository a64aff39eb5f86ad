#include "client/KeyStore.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

class SealedFileKeyStoreTest : public testing::Test
{
protected:
    void SetUp() override
    {
        auto store = sealedFileKeyStore(file);
        ASSERT_TRUE(store->unlock(Secret{std::string_view("the right one")}));
        ASSERT_TRUE(QCoro::waitFor(store->write("a/signing", Secret{std::string_view("key bytes")})));
    }

    QTemporaryDir folder;
    QString file = folder.filePath("keys");
};

TEST_F(SealedFileKeyStoreTest, GivesBackWhatWasStoredAfterReopening)
{
    auto store = sealedFileKeyStore(file);
    EXPECT_TRUE(store->needsPassphrase());
    ASSERT_TRUE(store->unlock(Secret{std::string_view("the right one")}));
    const auto value = QCoro::waitFor(store->read("a/signing"));
    ASSERT_TRUE(value);
    EXPECT_EQ(value->revealText(), "key bytes");
}

TEST_F(SealedFileKeyStoreTest, SetAsideNothingOfItIsLost)
{
    auto store = sealedFileKeyStore(file);
    ASSERT_TRUE(store->setAside());
    EXPECT_TRUE(store->isNew());
    EXPECT_TRUE(store->needsPassphrase());
    ASSERT_TRUE(store->unlock(Secret{std::string_view("another one")}));
    EXPECT_EQ(QCoro::waitFor(store->read("a/signing")).error().code, ErrorCode::KeyMissing);
    ASSERT_TRUE(store->setAside());
    EXPECT_TRUE(QFile::exists(file + ".forgotten-2"));
    auto old = sealedFileKeyStore(file + ".forgotten-1");
    ASSERT_TRUE(old->unlock(Secret{std::string_view("the right one")}));
    EXPECT_EQ(QCoro::waitFor(old->read("a/signing"))->revealText(), "key bytes");
}

TEST_F(SealedFileKeyStoreTest, RefusesAWrongPassphraseAndStaysLocked)
{
    auto store = sealedFileKeyStore(file);
    const auto done = store->unlock(Secret{std::string_view("a wrong one")});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::PassphraseWrong);
    const auto value = QCoro::waitFor(store->read("a/signing"));
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, ErrorCode::KeyStoreLocked);
}

TEST_F(SealedFileKeyStoreTest, RefusesAnAlteredByte)
{
    QFile stored(file);
    ASSERT_TRUE(stored.open(QIODevice::ReadWrite));
    auto bytes = stored.readAll();
    bytes[bytes.size() - 20] = static_cast<char>(bytes[bytes.size() - 20] ^ 1);
    stored.seek(0);
    stored.write(bytes);
    stored.close();
    const auto done = sealedFileKeyStore(file)->unlock(Secret{std::string_view("the right one")});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::PassphraseWrong);
}

} // namespace
} // namespace countersign::client

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
