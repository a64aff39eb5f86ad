#include "bench/Nginx.h"

#include "crypto/Certificates.h"

#include <chrono>
#include <thread>

#include <arpa/inet.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace countersign::bench {

namespace {

constexpr auto pause = std::chrono::milliseconds(20);
constexpr int tries = 500;

class Socket
{
public:
    Socket() : m_handle(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { close(m_handle); }
    [[nodiscard]] int handle() const { return m_handle; }

private:
    int m_handle;
};

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::uint16_t freePort()
{
    const Socket probe;
    auto address = loopback(0);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(probe.handle(), generic, length) != 0 || getsockname(probe.handle(), generic, &length) != 0)
        throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

bool answers(std::uint16_t port)
{
    const Socket probe;
    const auto address = loopback(port);
    return connect(probe.handle(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

// Without it the workers of a root's nginx would be `nobody`, who may not read the folder.
std::string userLine()
{
    const auto* user = getpwuid(geteuid());
    const auto* group = getgrgid(getegid());
    if (geteuid() != 0 || !user || !group)
        return {};
    return std::string("user ") + user->pw_name + ' ' + group->gr_name + ";\n";
}

std::string configuration(std::uint16_t port, const std::filesystem::path& prefix,
                          const std::filesystem::path& root, const std::string& locations)
{
    std::string text = userLine() + "daemon off;\nworker_processes 2;\npid nginx.pid;\n"
                                    "events {}\nhttp {\naccess_log off;\n"
                                    "default_type application/fhir+ndjson;\n";
    for (const auto* what : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        text += std::string(what) + "_temp_path " + (prefix / what).string() + ";\n";
    return text + "server {\nlisten 127.0.0.1:" + std::to_string(port) +
           " ssl;\nssl_protocols TLSv1.3;\nssl_certificate server.pem;\nssl_certificate_key server.key;\n"
           "root " +
           root.string() + ";\n" + locations + "}\n}\n";
}

} // namespace

Nginx::Nginx(const ScratchFolder& scratch, const std::filesystem::path& root, const std::string& locations)
    : m_port(freePort())
{
    const auto ca = must(crypto::makeTrialCa("Bench CA"));
    const auto own = must(crypto::makeTrialCertificate(ca, {"localhost"}, {"127.0.0.1"}));
    m_caPem = ca.certificatePem;
    m_caFile = scratch.write("ca.pem", m_caPem);
    scratch.write("server.pem", own.certificatePem);
    scratch.write("server.key", own.keyPem.revealText());
    const auto file = scratch.write("nginx.conf", configuration(m_port, scratch.path(), root, locations));
    m_child = std::make_unique<Child>(std::vector<std::string>{"/usr/sbin/nginx", "-e", "stderr", "-p",
                                                               scratch.path().string(), "-c", file.string()});
    for (int i = 0; i < tries && m_child->runs(); ++i) {
        if (answers(m_port))
            return;
        std::this_thread::sleep_for(pause);
    }
    throw std::runtime_error("nginx does not answer");
}

} // namespace countersign::bench
