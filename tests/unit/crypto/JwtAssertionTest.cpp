#include "crypto/JwtAssertion.h"

#include "base/Base64.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

extern "C" {
#include <jose/jws.h>
}

namespace countersign::crypto {
namespace {

class JwtAssertion : public testing::TestWithParam<const char*>
{
};

const AssertionClaims claims{"client-1", "https://source.example/auth/token", "jti-1", 1795507500};

std::string jwks(const AssertionKey& key)
{
    return R"({"keys":[)" + key.publicJwkText() + "]}";
}

TEST_P(JwtAssertion, GoesThereAndBack)
{
    const auto key = AssertionKey::generate(GetParam()).value();
    EXPECT_EQ(key.alg(), GetParam());
    const auto kept = AssertionKey::fromPem(key.toPem()).value();
    const auto read = verifyAssertion(kept.sign(claims), jwks(key)).value();
    EXPECT_EQ(read.issuer, claims.issuer);
    EXPECT_EQ(read.audience, claims.audience);
    EXPECT_EQ(read.jti, claims.jti);
    EXPECT_EQ(read.expires, claims.expires);
}

// José, an implementation that is not ours, says the same.
TEST_P(JwtAssertion, JoseAgrees)
{
    const auto key = AssertionKey::generate(GetParam()).value();
    const auto compact = key.sign(claims);
    const auto first = compact.find('.');
    const auto second = compact.find('.', first + 1);
    json_t* jws = json_pack("{s:s,s:s,s:s}", "protected", compact.substr(0, first).c_str(), "payload",
                            compact.substr(first + 1, second - first - 1).c_str(), "signature",
                            compact.substr(second + 1).c_str());
    json_t* jwk = json_loads(key.publicJwkText().c_str(), 0, nullptr);
    EXPECT_TRUE(jose_jws_ver(nullptr, jws, nullptr, jwk, false));
    json_decref(jws);
    json_decref(jwk);
}

TEST_P(JwtAssertion, RefusesOtherKeysAndChanges)
{
    const auto key = AssertionKey::generate(GetParam()).value();
    const auto compact = key.sign(claims);
    EXPECT_FALSE(verifyAssertion(compact, jwks(AssertionKey::generate(GetParam()).value())));
    auto changed = compact;
    changed[compact.find('.') + 9] ^= 1;
    EXPECT_FALSE(verifyAssertion(changed, jwks(key)));
    EXPECT_FALSE(verifyAssertion(compact, R"({"keys":[]})"));
    EXPECT_FALSE(verifyAssertion(compact.substr(0, compact.rfind('.')), jwks(key)));
    // The key's algorithm decides, not the header's.
    const auto header =
        nlohmann::json::parse(textOf(fromBase64Url(compact.substr(0, compact.find('.'))).value()));
    auto none = header;
    none["alg"] = "none";
    EXPECT_FALSE(
        verifyAssertion(base64Url(bytesOf(none.dump())) + compact.substr(compact.find('.')), jwks(key)));
}

INSTANTIATE_TEST_SUITE_P(BothAlgorithms, JwtAssertion, testing::Values("ES384", "RS384"));

} // namespace
} // namespace countersign::crypto
