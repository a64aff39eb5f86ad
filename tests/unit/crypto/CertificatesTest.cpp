#include "crypto/Certificates.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace countersign::crypto {
namespace {

X509* certificateIn(const std::string& pem)
{
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return certificate;
}

bool verifies(const std::string& leafPem, const std::string& caPem)
{
    X509* leaf = certificateIn(leafPem);
    X509* ca = certificateIn(caPem);
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, ca);
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leaf, nullptr);
    X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context), X509_V_FLAG_X509_STRICT);
    const bool good = X509_verify_cert(context) == 1;
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    X509_free(ca);
    X509_free(leaf);
    return good;
}

TEST(Certificates, AChainThatOpensslBelieves)
{
    const auto ca = makeTrialCa("Countersign trial CA").value();
    const auto made = makeTrialCertificate(ca, {"localhost", "export.example"}, {"127.0.0.1", "::1"}).value();
    EXPECT_TRUE(verifies(made.certificatePem, ca.certificatePem));
    EXPECT_FALSE(verifies(made.certificatePem, makeTrialCa("Countersign trial CA").value().certificatePem));

    X509* leaf = certificateIn(made.certificatePem);
    EXPECT_EQ(X509_check_host(leaf, "export.example", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_host(leaf, "other.example", 0, 0, nullptr), 0);
    EXPECT_EQ(X509_check_ip_asc(leaf, "127.0.0.1", 0), 1);
    X509_free(leaf);
}

TEST(Certificates, FactsOfThem)
{
    const auto ca = makeTrialCa("Countersign trial CA").value();
    const auto facts = certificateFacts(ca.certificatePem).value();
    EXPECT_EQ(facts.fingerprint.size(), 64U);
    EXPECT_EQ(facts.subject, "CN=Countersign trial CA");
    const auto left = facts.notAfter - SystemClock().now();
    EXPECT_GT(left, std::chrono::hours(24 * 3649));
    EXPECT_FALSE(certificateFacts("no certificate"));
    EXPECT_FALSE(makeTrialCertificate(ca, {}, {}));
}

} // namespace
} // namespace countersign::crypto
