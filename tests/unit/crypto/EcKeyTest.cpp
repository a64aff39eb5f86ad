#include "crypto/EcKey.h"

#include "base/Base64.h"
#include "crypto/Random.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace countersign::crypto {
namespace {

// RFC 7515 appendix A.3.
const std::string jwk = R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                        R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
const std::string input =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const std::string signature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(EcKey, VerifiesTheSignatureOfRfc7515)
{
    const auto key = PublicKey::fromJwkText(jwk).value();
    auto bytes = fromBase64Url(signature).value();
    EXPECT_TRUE(key.verify(bytesOf(input), bytes));
    bytes[10] ^= 1;
    EXPECT_FALSE(key.verify(bytesOf(input), bytes));
    EXPECT_FALSE(key.verify(bytesOf(input), Bytes(64)));
    EXPECT_FALSE(key.verify(bytesOf(input), Bytes(63)));
    EXPECT_FALSE(key.verify(bytesOf(input.substr(1)), fromBase64Url(signature).value()));
}

TEST(EcKey, OneTextForOneKey)
{
    const auto with = [](const char* name, nlohmann::json value) {
        auto changed = nlohmann::json::parse(jwk);
        changed[name] = std::move(value);
        return changed;
    };
    EXPECT_TRUE(PublicKey::fromJwk(nlohmann::json::parse(jwk)));
    EXPECT_FALSE(PublicKey::fromJwk(with("d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"))); // private
    EXPECT_FALSE(PublicKey::fromJwk(with("kid", "x")));
    EXPECT_FALSE(PublicKey::fromJwk(with("crv", "P-384")));
    EXPECT_FALSE(PublicKey::fromJwk(with("x", 5)));
    auto padded = fromBase64Url("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").value();
    padded.insert(padded.begin(), 0);
    EXPECT_FALSE(PublicKey::fromJwk(with("x", base64Url(padded))))
        << "zero-padded: another thumbprint for one key";
    EXPECT_FALSE(PublicKey::fromJwk(with("x", base64Url(randomBytes(32))))) << "not on the curve";
    EXPECT_FALSE(PublicKey::fromJwkText(R"({"kty":"EC","kty":"EC"})"));
}

TEST(EcKey, SignsWhatItVerifiesAndComesBack)
{
    const auto key = SigningKey::generate();
    const auto again = SigningKey::fromSecret(key.toSecret()).value();
    EXPECT_EQ(again.thumbprint(), key.thumbprint());
    const auto made = again.sign(bytesOf("message"));
    EXPECT_EQ(made.size(), 64U);
    EXPECT_TRUE(key.publicKey().verify(bytesOf("message"), made));
    EXPECT_FALSE(SigningKey::generate().publicKey().verify(bytesOf("message"), made));
    EXPECT_FALSE(SigningKey::fromSecret(Secret(std::string_view("no key"))));
}

} // namespace
} // namespace countersign::crypto
