#include "TlsClient.h"

#include <array>
#include <csignal>

#include <curl/curl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>

namespace countersign::http::test {

namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* into)
{
    static_cast<std::string*>(into)->append(data, size * count);
    return size * count;
}

} // namespace

Answer fetch(std::uint16_t port, const std::string& caFile, const Ask& ask)
{
    Answer answer;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    const auto url = "https://localhost:" + std::to_string(port) + ask.path;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_IPRESOLVE, CURL_IPRESOLVE_V4);
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, caFile.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &answer.head);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    if (ask.method == "POST") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(ask.body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, ask.body.data());
    } else if (ask.method == "HEAD") {
        curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
    }
    answer.whole = curl_easy_perform(curl.get()) == CURLE_OK;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

TlsClient::TlsClient(std::uint16_t port, int lowest, int highest, const std::string& suites,
                     const std::vector<std::string>& protocols)
    : m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), m_bio(nullptr, BIO_free_all)
{
    std::signal(SIGPIPE, SIG_IGN); // a listener that hangs up is what tests are about
    SSL_CTX_set_security_level(m_context.get(), 0); // so that it is the listener that refuses
    SSL_CTX_set_min_proto_version(m_context.get(), lowest);
    SSL_CTX_set_max_proto_version(m_context.get(), highest);
    SSL_CTX_set_cipher_list(m_context.get(), suites.empty() ? "ALL" : suites.c_str());
    std::string offered;
    for (const auto& protocol : protocols)
        offered.append(1, static_cast<char>(protocol.size())).append(protocol);
    if (!offered.empty())
        SSL_CTX_set_alpn_protos(m_context.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                                static_cast<unsigned>(offered.size()));
    m_bio.reset(BIO_new_ssl_connect(m_context.get()));
    BIO_get_ssl(m_bio.get(), &m_ssl);
    BIO_set_conn_hostname(m_bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
    m_connected = BIO_do_connect(m_bio.get()) == 1;
    ERR_clear_error();
}

std::string TlsClient::protocol() const
{
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(m_ssl, &name, &length);
    return {reinterpret_cast<const char*>(name), length};
}

std::string TlsClient::certificateSerial() const
{
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(m_ssl),
                                                                  X509_free);
    if (!certificate)
        return {};
    const auto* serial = X509_get0_serialNumber(certificate.get());
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
            static_cast<std::size_t>(ASN1_STRING_length(serial))};
}

void TlsClient::send(const std::string& bytes)
{
    BIO_write(m_bio.get(), bytes.data(), static_cast<int>(bytes.size()));
}

std::string TlsClient::readUntil(const std::string& mark)
{
    std::string text;
    std::array<char, 4096> piece{};
    while (mark.empty() || text.find(mark) == std::string::npos) {
        const int count = BIO_read(m_bio.get(), piece.data(), static_cast<int>(piece.size()));
        if (count <= 0)
            break;
        text.append(piece.data(), static_cast<std::size_t>(count));
    }
    ERR_clear_error();
    return text;
}

std::string TlsClient::readAll()
{
    return readUntil({});
}

void TlsClient::close()
{
    m_bio.reset();
    m_ssl = nullptr;
}

} // namespace countersign::http::test
