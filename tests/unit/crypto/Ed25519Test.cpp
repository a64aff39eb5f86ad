#include "crypto/Ed25519.h"

#include "base/Base64.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

// RFC 8032 §7.1, tests 1 and 2.
TEST(Ed25519, PublishedVectors)
{
    const struct
    {
        const char *seed, *shown, *message, *signature;
    } vectors[] = {{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
                    "1cf9b46bd25bf5f0595bbe2465"
                    "5141438e7a100b"},
                   {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
                    "d0f11d8c387b2eaeb4302aeeb0"
                    "0d291612bb0c00"}};
    for (const auto& vector : vectors) {
        const auto key = Ed25519Key::fromSeed(Secret(fromHex(vector.seed).value())).value();
        const auto message = fromHex(vector.message).value();
        EXPECT_EQ(hex(key.publicKey().bytes()), vector.shown);
        EXPECT_EQ(hex(key.sign(message)), vector.signature);
        auto signature = fromHex(vector.signature).value();
        EXPECT_TRUE(key.publicKey().verify(message, signature));
        signature[3] ^= 1;
        EXPECT_FALSE(key.publicKey().verify(message, signature));
        EXPECT_FALSE(key.publicKey().verify(message, {}));
    }
}

TEST(Ed25519, SeedComesBack)
{
    const auto key = Ed25519Key::generate();
    const auto again = Ed25519Key::fromSeed(key.seed()).value();
    EXPECT_EQ(again.publicKey(), key.publicKey());
    EXPECT_FALSE(Ed25519Key::fromSeed(Secret(Bytes(31))));
    EXPECT_FALSE(Ed25519PublicKey::fromBytes(Bytes(33)));
}

} // namespace
} // namespace countersign::crypto
