#include "crypto/Sealing.h"

#include "crypto/Argon2.h"
#include "crypto/Random.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

TEST(Sealing, OpensWithKeyAndContextOnly)
{
    const auto key = randomSecret(32);
    auto sealed = seal(key, bytesOf("secret"), bytesOf("context"));
    EXPECT_EQ(open(key, sealed, bytesOf("context")).value().revealText(), "secret");
    EXPECT_EQ(open(key, sealed, bytesOf("other")).error().code, ErrorCode::SealBroken);
    EXPECT_FALSE(open(randomSecret(32), sealed, bytesOf("context")));
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        sealed[at] ^= 1;
        EXPECT_FALSE(open(key, sealed, bytesOf("context"))) << at;
        sealed[at] ^= 1;
    }
    EXPECT_FALSE(open(key, ByteView(sealed).first(20), bytesOf("context")));
    EXPECT_NE(seal(key, bytesOf("secret"), bytesOf("context")), sealed);
}

TEST(Sealing, PassphraseOpensOrSaysSo)
{
    const Secret right(std::string_view("correct horse battery"));
    const auto sealed = sealWithPassphrase(right, bytesOf("key"), bytesOf("desk")).value();
    EXPECT_EQ(openWithPassphrase(right, sealed, bytesOf("desk")).value().revealText(), "key");
    EXPECT_EQ(openWithPassphrase(Secret(std::string_view("wrong")), sealed, bytesOf("desk")).error().code,
              ErrorCode::PassphraseWrong);
    EXPECT_EQ(openWithPassphrase(right, bytesOf("CSP1"), bytesOf("desk")).error().code,
              ErrorCode::PassphraseWrong);
}

TEST(Argon2, MatchesItsPasswordOnly)
{
    const Secret password(std::string_view("gros élan 7"));
    const auto phc = hashPassword(password).value();
    EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << phc;
    EXPECT_TRUE(passwordMatches(password, phc));
    EXPECT_FALSE(passwordMatches(Secret(std::string_view("gros elan 7")), phc));
    EXPECT_FALSE(passwordMatches(password, ""));
}

} // namespace
} // namespace countersign::crypto
