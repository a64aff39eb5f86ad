#pragma once

#include "client/Profile.h"
#include "crypto/Dpop.h"
#include "server/http/Http.h"
#include "wire/Session.h"

#include <mutex>
#include <thread>

#include <QSslServer>
#include <QTemporaryDir>

/// Servers that say what the test tells them, over real TLS with a trial CA.
namespace countersign::test {

/// A CA, a certificate for 127.0.0.1, and their files.
struct TrialTls
{
    TrialTls();

    QTemporaryDir folder;
    QByteArray caPem;
    QString certificateFile;
    QString keyFile;

    /// A profile of the server that listens there.
    [[nodiscard]] client::Profile profile(quint16 port) const;
};

/// The claims of a request's proof; its signature is checked on the way.
[[nodiscard]] crypto::DpopClaims claimsOf(const http::Request& request);

template <typename T>
[[nodiscard]] http::Response answering(const T& message)
{
    http::Response response;
    response.fields.add("Content-Type", "application/json");
    response.body = wire::encode(message);
    return response;
}
[[nodiscard]] http::Response refusing(ErrorCode code, const std::string& incident = {});
[[nodiscard]] wire::SessionGrant grantOf(const std::string& access, const std::string& refresh,
                                         const std::string& person = "olga");

/// The listener of app/server/http with a handler of the test's.
class ScriptedServer
{
public:
    /// `clock`: its Date's; absent: the system's.
    explicit ScriptedServer(http::Handler answer, const Clock* clock = nullptr);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] client::Profile profile() const { return tls.profile(m_listener->port()); }
    /// What came so far, in order.
    [[nodiscard]] std::vector<http::Request> requests() const;
    [[nodiscard]] int count(const std::string& method, const std::string& path) const;

    TrialTls tls;

private:
    http::Handler m_answer;
    mutable std::mutex m_mutex;
    std::vector<http::Request> m_requests;
    std::unique_ptr<http::Listener> m_listener;
    std::thread m_runner;
};

/// Reads a request and hangs up, `cuts` times; then answers `{}`. A proof that comes twice is refused, as the
/// real server refuses it.
class CuttingServer
{
public:
    explicit CuttingServer(int cuts);

    [[nodiscard]] client::Profile profile() const { return tls.profile(m_server.serverPort()); }

    TrialTls tls;
    std::vector<http::Request> requests;

private:
    void read(QSslSocket* socket);

    int m_cuts;
    std::vector<std::string> m_proofs;
    QSslServer m_server;
};

} // namespace countersign::test
