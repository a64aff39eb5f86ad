#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <openssl/ssl.h>

/// Clients that share no code with the listener: libcurl for what a good client does, bare OpenSSL for the
/// others.
namespace countersign::http::test {

struct Ask
{
    std::string method;
    std::string path;
    std::string body = {};
};

struct Answer
{
    long status = 0;
    std::string head = {};
    std::string body = {};
    bool whole = false; ///< libcurl found the framing complete
};

[[nodiscard]] Answer fetch(std::uint16_t port, const std::string& caFile, const Ask& ask);

/// A TLS connection to 127.0.0.1 that sends bytes as they stand. Does not verify the certificate.
class TlsClient
{
public:
    explicit TlsClient(std::uint16_t port, int lowest = TLS1_2_VERSION, int highest = TLS1_3_VERSION,
                       const std::string& suites = {}, const std::vector<std::string>& protocols = {});

    [[nodiscard]] bool connected() const { return m_connected; }
    [[nodiscard]] std::string protocol() const;
    [[nodiscard]] std::string certificateSerial() const;
    void send(const std::string& bytes);
    /// Until the mark has been read, or the end.
    [[nodiscard]] std::string readUntil(const std::string& mark);
    [[nodiscard]] std::string readAll();
    void close();

private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> m_context;
    std::unique_ptr<BIO, decltype(&BIO_free_all)> m_bio;
    SSL* m_ssl = nullptr;
    bool m_connected = false;
};

} // namespace countersign::http::test
