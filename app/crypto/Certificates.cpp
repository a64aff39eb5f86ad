#include "crypto/Certificates.h"

#include "base/Base64.h"
#include "crypto/Ossl.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"

#include <ctime>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace countersign::crypto {

namespace {

constexpr long day = 24L * 60 * 60;

tl::unexpected<Error> failed()
{
    return fail(ErrorCode::Crypto, "OpenSSL could not make the certificate");
}

bool extend(X509* certificate, X509* issuer, int nid, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, ossl::Freer<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Serial, names, validity and key; extensions and signature are the caller's.
Result<ossl::Certificate> blank(const std::string& commonName, EVP_PKEY* key, long days)
{
    ossl::Certificate certificate(X509_new());
    auto serial = randomBytes(16);
    serial[0] &= 0x7F; // RFC 5280 §4.1.2.2: positive
    const ossl::Bignum number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
    auto* name = X509_get_subject_name(certificate.get());
    // A minute back: the clocks of two machines are never quite the same.
    const bool good = X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                                 reinterpret_cast<const unsigned char*>(commonName.data()),
                                                 static_cast<int>(commonName.size()), -1, 0) == 1 &&
                      X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60) != nullptr &&
                      X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * day) != nullptr &&
                      X509_set_pubkey(certificate.get(), key) == 1;
    if (!good)
        return failed();
    return certificate;
}

Result<CertificateAndKey> written(X509* certificate, EVP_PKEY* key)
{
    const ossl::Bio shown(BIO_new(BIO_s_mem()));
    const ossl::Bio hidden(BIO_new(BIO_s_secmem()));
    if (PEM_write_bio_X509(shown.get(), certificate) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(hidden.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return failed();
    const auto textIn = [](BIO* bio) {
        char* text = nullptr;
        const auto length = BIO_get_mem_data(bio, &text);
        return std::string_view(text, static_cast<std::size_t>(length));
    };
    return CertificateAndKey{std::string(textIn(shown.get())), Secret(textIn(hidden.get()))};
}

ossl::Certificate certificateIn(std::string_view pem)
{
    const ossl::Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return ossl::Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

} // namespace

Result<CertificateAndKey> makeTrialCa(const std::string& commonName)
{
    const ossl::Key key(EVP_EC_gen("P-256"));
    auto certificate = blank(commonName, key.get(), 3650);
    if (!certificate)
        return tl::unexpected(certificate.error());
    auto* ca = certificate->get();
    if (X509_set_issuer_name(ca, X509_get_subject_name(ca)) != 1 ||
        !extend(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !extend(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !extend(ca, ca, NID_subject_key_identifier, "hash") || X509_sign(ca, key.get(), EVP_sha256()) == 0)
        return failed();
    return written(ca, key.get());
}

Result<CertificateAndKey> makeTrialCertificate(const CertificateAndKey& ca,
                                               const std::vector<std::string>& dnsNames,
                                               const std::vector<std::string>& addresses)
{
    const auto issuer = certificateIn(ca.certificatePem);
    const auto pem = ca.keyPem.reveal();
    const ossl::Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const ossl::Key issuerKey(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    if (!issuer || !issuerKey || dnsNames.empty())
        return fail(ErrorCode::Crypto, "a certificate needs a CA with its key, and a name");
    std::string names;
    for (const auto& name : dnsNames)
        names += (names.empty() ? "DNS:" : ",DNS:") + name;
    for (const auto& address : addresses)
        names += ",IP:" + address;
    const ossl::Key key(EVP_EC_gen("P-256"));
    auto certificate = blank(dnsNames.front(), key.get(), 90);
    if (!certificate)
        return tl::unexpected(certificate.error());
    auto* leaf = certificate->get();
    if (X509_set_issuer_name(leaf, X509_get_subject_name(issuer.get())) != 1 ||
        !extend(leaf, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") ||
        !extend(leaf, issuer.get(), NID_key_usage, "critical,digitalSignature") ||
        !extend(leaf, issuer.get(), NID_ext_key_usage, "serverAuth") ||
        !extend(leaf, issuer.get(), NID_subject_alt_name, names) ||
        !extend(leaf, issuer.get(), NID_subject_key_identifier, "hash") ||
        !extend(leaf, issuer.get(), NID_authority_key_identifier, "keyid:always") ||
        X509_sign(leaf, issuerKey.get(), EVP_sha256()) == 0)
        return failed();
    return written(leaf, key.get());
}

Result<CertificateFacts> certificateFacts(std::string_view pem)
{
    const auto certificate = certificateIn(pem);
    if (!certificate)
        return fail(ErrorCode::Crypto, "no certificate in this PEM text");
    std::uint8_t* der = nullptr;
    const int length = i2d_X509(certificate.get(), &der);
    if (length <= 0)
        return fail(ErrorCode::Crypto, "a certificate that can't be encoded");
    CertificateFacts facts;
    facts.fingerprint = sha256(ByteView(der, static_cast<std::size_t>(length))).hexText();
    OPENSSL_free(der);
    const ossl::Bio bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
    char* text = nullptr;
    const auto textLength = BIO_get_mem_data(bio.get(), &text);
    facts.subject.assign(text, static_cast<std::size_t>(textLength));
    std::tm parts{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1)
        return fail(ErrorCode::Crypto, "a certificate without end");
    facts.notAfter = Time(std::chrono::seconds(timegm(&parts)));
    return facts;
}

} // namespace countersign::crypto
