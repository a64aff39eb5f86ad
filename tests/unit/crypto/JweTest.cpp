#include "crypto/Jwe.h"

#include "base/Base64.h"
#include "crypto/Random.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

TEST(Jwe, OpensForItsConsoleFileAndReleaseOnly)
{
    const auto console = SigningKey::generate();
    const auto fileKey = randomSecret(32);
    const FileId file("file_1");
    const Digest release;
    const auto wrapped = wrapFileKey(fileKey, console.publicKey(), file, release);
    ASSERT_TRUE(wrapped) << wrapped.error().detail;
    EXPECT_EQ(std::count(wrapped->begin(), wrapped->end(), '.'), 4);
    EXPECT_TRUE(openFileKey(*wrapped, console, file, release).value().sameAs(fileKey.reveal()));

    EXPECT_FALSE(openFileKey(*wrapped, SigningKey::generate(), file, release));
    EXPECT_FALSE(openFileKey(*wrapped, console, FileId("file_2"), release));
    const auto other = Digest::fromBytes(randomBytes(32)).value();
    EXPECT_FALSE(openFileKey(*wrapped, console, file, other));
}

TEST(Jwe, EveryPartIsAuthentic)
{
    const auto console = SigningKey::generate();
    const FileId file("file_1");
    const auto wrapped = wrapFileKey(randomSecret(32), console.publicKey(), file, Digest()).value();
    for (std::size_t at = 0; at < wrapped.size(); at += 7) {
        auto changed = wrapped;
        if (changed[at] == '.')
            continue;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(openFileKey(changed, console, file, Digest())) << at;
    }
    EXPECT_FALSE(openFileKey(wrapped + ".x", console, file, Digest()));
    EXPECT_FALSE(openFileKey("", console, file, Digest()));
}

// A console that opens a file with it would come to a stop.
TEST(Jwe, WhatIsWrappedIsAFileKeyOrRefused)
{
    const auto console = SigningKey::generate();
    const FileId file("file_1");
    for (const std::size_t length : {1U, 16U, 31U, 33U, 64U}) {
        const auto wrapped = wrapFileKey(randomSecret(length), console.publicKey(), file, Digest()).value();
        const auto opened = openFileKey(wrapped, console, file, Digest());
        ASSERT_FALSE(opened) << length;
        EXPECT_EQ(opened.error().code, ErrorCode::SealBroken);
    }
}

TEST(Jwe, NoTwoWrappingsAreAlike)
{
    const auto console = SigningKey::generate();
    const auto fileKey = randomSecret(32);
    EXPECT_NE(wrapFileKey(fileKey, console.publicKey(), FileId("f"), Digest()).value(),
              wrapFileKey(fileKey, console.publicKey(), FileId("f"), Digest()).value());
}

} // namespace
} // namespace countersign::crypto
