#include "attack/Attacker.h"

#include "wire/Session.h"

#include <array>
#include <csignal>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace countersign::test {

namespace {

sockaddr_in endpoint(const std::string& address, std::uint16_t port)
{
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &made.sin_addr);
    return made;
}

bool joins(int handle, const sockaddr_in& own, const sockaddr_in& peer)
{
    return ::bind(handle, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0 &&
           ::connect(handle, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
}

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

} // namespace

std::string Answer::field(std::string_view name) const
{
    for (std::size_t at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
        const auto line = std::string_view(head).substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        if (line.size() > name.size() + 1 && line[name.size()] == ':' &&
            std::equal(name.begin(), name.end(), line.begin(),
                       [](char a, char b) { return lowered(a) == lowered(b); }))
            return std::string(line.substr(line.find_first_not_of(' ', name.size() + 1)));
    }
    return {};
}

std::string Answer::code() const
{
    const auto problem = wire::decode<wire::Problem>(body);
    return problem ? problem->code : std::string();
}

Line::Line(std::uint16_t port, const Options& options)
    : m_handle(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    std::signal(SIGPIPE, SIG_IGN); // a server that hangs up is an answer
    const timeval patience{30, 0};
    const int yes = 1;
    ::setsockopt(m_handle, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(m_handle, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    // So that each address of ours has all ports, whoever else uses them.
    ::setsockopt(m_handle, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (options.receiveBuffer > 0)
        ::setsockopt(m_handle, SOL_SOCKET, SO_RCVBUF, &options.receiveBuffer, sizeof options.receiveBuffer);
    if (!joins(m_handle, endpoint(options.from, 0), endpoint("127.0.0.1", port))) {
        ::close(m_handle);
        m_handle = -1;
    }
}

Line::~Line()
{
    if (m_handle >= 0)
        ::close(m_handle);
}

bool Line::send(std::string_view bytes) const
{
    return ::send(m_handle, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::string Line::readAll() const
{
    std::string text;
    std::array<char, 4096> piece{};
    for (;;) {
        const auto count = ::recv(m_handle, piece.data(), piece.size(), 0);
        if (count <= 0)
            return text;
        text.append(piece.data(), static_cast<std::size_t>(count));
    }
}

bool Line::endsWithin(std::chrono::milliseconds time) const
{
    pollfd what{m_handle, POLLIN | POLLRDHUP, 0};
    if (::poll(&what, 1, static_cast<int>(time.count())) <= 0)
        return false;
    return (what.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

bool Line::hears() const
{
    pollfd what{m_handle, POLLIN, 0};
    return ::poll(&what, 1, 0) > 0;
}

Attacker::Attacker(std::uint16_t port, const Line::Options& options, int lowest, int highest)
    : m_line(port, options),
      m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
      m_tls(nullptr, SSL_free)
{
    SSL_CTX_set_security_level(m_context.get(), 0); // so that it is the server that refuses
    SSL_CTX_set_min_proto_version(m_context.get(), lowest);
    SSL_CTX_set_max_proto_version(m_context.get(), highest);
    m_tls.reset(SSL_new(m_context.get()));
    SSL_set_fd(m_tls.get(), m_line.handle());
    m_connected = m_line.connected() && SSL_connect(m_tls.get()) == 1;
    ERR_clear_error();
}

bool Attacker::send(std::string_view bytes)
{
    const bool sent = m_connected && SSL_write(m_tls.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    ERR_clear_error();
    return sent;
}

bool Attacker::readMore()
{
    std::array<char, 16384> piece{};
    const int count = m_connected ? SSL_read(m_tls.get(), piece.data(), static_cast<int>(piece.size())) : 0;
    ERR_clear_error();
    if (count <= 0)
        return false;
    m_read.append(piece.data(), static_cast<std::size_t>(count));
    return true;
}

Answer Attacker::head()
{
    Answer answer;
    std::size_t end = 0;
    while ((end = m_read.find("\r\n\r\n")) == std::string::npos)
        if (!readMore())
            return answer;
    answer.head = m_read.substr(0, end + 2);
    answer.status = std::atoi(answer.head.c_str() + std::min<std::size_t>(9, answer.head.size()));
    m_read.erase(0, end + 4);
    return answer;
}

void Attacker::readBody(Answer& answer)
{
    const auto length = static_cast<std::size_t>(std::atoll(answer.field("Content-Length").c_str()));
    while (m_read.size() < length)
        if (!readMore())
            break;
    answer.body = m_read.substr(0, length);
    m_read.erase(0, answer.body.size());
}

Answer Attacker::answer()
{
    auto answer = head();
    readBody(answer);
    return answer;
}

Answer Attacker::ask(const std::string& method, const std::string& target)
{
    send(method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return answer();
}

std::string Attacker::readAll()
{
    while (readMore()) {
    }
    return std::exchange(m_read, {});
}

} // namespace countersign::test
