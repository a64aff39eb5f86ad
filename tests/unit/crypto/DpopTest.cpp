#include "crypto/Dpop.h"

#include "base/Base64.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

// RFC 9449 §4.1, and the thumbprint of its key from §6.1.
const std::string proof =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpD"
    "a0RscEJoRjQyVVFV"
    "ZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19."
    "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2Vu"
    "IiwiaWF0IjoxNTYy"
    "MjYyNjE2fQ."
    "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

TEST(Dpop, TheExampleOfTheRfc)
{
    const auto read = parseDpopProof(proof);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->key.thumbprint().text(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    EXPECT_EQ(read->claims.htm, "POST");
    EXPECT_EQ(read->claims.htu, "https://server.example.com/token");
    EXPECT_EQ(read->claims.jti, "-BwC3ESc6acc2lTc");
    EXPECT_EQ(read->claims.iat, 1562262616);
    // §7.1
    EXPECT_EQ(dpopTokenHash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"),
              "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
}

TEST(Dpop, RefusesAnotherSignatureOrForm)
{
    auto changed = proof;
    changed[changed.size() - 5] = changed[changed.size() - 5] == 'A' ? 'B' : 'A';
    EXPECT_EQ(parseDpopProof(changed).error().code, ErrorCode::ProofRefused);
    EXPECT_FALSE(parseDpopProof(proof.substr(0, proof.rfind('.'))));
    EXPECT_FALSE(parseDpopProof(proof + ".x"));
    EXPECT_FALSE(parseDpopProof(""));
}

TEST(Dpop, OursGoThereAndBack)
{
    const auto key = SigningKey::generate();
    const DpopClaims claims{"jti-1", "GET", "https://host:8443/v1/jobs", 1795507200, "nonce-1", "hash"};
    const auto read = parseDpopProof(makeDpopProof(claims, key)).value();
    EXPECT_EQ(read.key.thumbprint(), key.thumbprint());
    EXPECT_EQ(read.claims.nonce, "nonce-1");
    EXPECT_EQ(read.claims.ath, "hash");
    EXPECT_EQ(read.claims.htu, claims.htu);
}

} // namespace
} // namespace countersign::crypto
