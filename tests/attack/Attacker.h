#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/ssl.h>

/// Who says on the wire what no library would: over TCP, or over TLS, byte by byte.
namespace countersign::test {

/// One HTTP answer as it came.
struct Answer
{
    int status = 0; ///< 0: none came
    std::string head;
    std::string body;

    /// The value of a header field, or empty.
    [[nodiscard]] std::string field(std::string_view name) const;
    /// The stable `code` of a problem.
    [[nodiscard]] std::string code() const;
};

/// A TCP connection to 127.0.0.1. A read that hears nothing for half a minute ends, so that no test hangs.
class Line
{
public:
    struct Options
    {
        std::string from = "127.0.0.2"; ///< our own address
        int receiveBuffer = 0;          ///< bytes; 0: as the system likes
    };
    explicit Line(std::uint16_t port) : Line(port, Options{}) {}
    Line(std::uint16_t port, const Options& options);
    ~Line();
    Line(Line&& other) noexcept : m_handle(std::exchange(other.m_handle, -1)) {}
    Line& operator=(Line&&) = delete;

    [[nodiscard]] int handle() const { return m_handle; }
    [[nodiscard]] bool connected() const { return m_handle >= 0; }
    [[nodiscard]] bool send(std::string_view bytes) const;
    [[nodiscard]] std::string readAll() const;
    /// Whether the peer has hung up, or does within that time.
    [[nodiscard]] bool endsWithin(std::chrono::milliseconds time) const;
    /// Whether something is there to read.
    [[nodiscard]] bool hears() const;

private:
    int m_handle = -1;
};

/// TLS over a line. Does not verify the certificate.
class Attacker
{
public:
    explicit Attacker(std::uint16_t port, const Line::Options& options = {}, int lowest = TLS1_2_VERSION,
                      int highest = TLS1_3_VERSION);

    [[nodiscard]] bool connected() const { return m_connected; }
    [[nodiscard]] SSL* tls() const { return m_tls.get(); }
    [[nodiscard]] const Line& line() const { return m_line; }
    /// False: the server has hung up.
    bool send(std::string_view bytes); // NOLINT: some attacks do not care
    /// The next answer, as long as its Content-Length says.
    [[nodiscard]] Answer answer();
    /// The same in two parts.
    [[nodiscard]] Answer head();
    void readBody(Answer& answer);
    /// A good request of one's own, and its answer.
    [[nodiscard]] Answer ask(const std::string& method, const std::string& target);
    /// All until the server hangs up.
    [[nodiscard]] std::string readAll();

private:
    [[nodiscard]] bool readMore();

    Line m_line;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> m_context;
    std::unique_ptr<SSL, decltype(&SSL_free)> m_tls;
    std::string m_read;
    bool m_connected = false;
};

} // namespace countersign::test
