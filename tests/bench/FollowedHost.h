#pragma once

#include "CannedServer.h"
#include "bench/Scratch.h"
#include "bench/ServedLog.h"
#include "client/LogFollower.h"
#include "support/TrustFixture.h"

namespace countersign::bench {

/// A founded server whose logs are served over TLS from memory, and nothing else.
class FollowedHost
{
public:
    FollowedHost();

    /// The trust log of these lines, whose state and signer are `world`'s; they live as long.
    void serveTrust(const std::vector<std::string>& lines);
    void serveAudit(const ServedLog& log);
    /// The head of `trust` or `audit` that is signed and shown from now on.
    void show(const std::string& log, const wire::SeenTree& head);

    test::TrustFixture world;
    test::CannedServer server;

private:
    std::unique_ptr<ServedLog> m_trust;
};

/// A console's following of its logs, in a state folder of its own unless one is given.
class Desk
{
public:
    explicit Desk(const FollowedHost& host) : Desk(host, nullptr) {}
    Desk(const FollowedHost& host, const ScratchFolder* state);
    ~Desk() { m_connection.close(); }

    void follow();
    [[nodiscard]] const client::LogFollower& log() const { return m_log; }

private:
    ScratchFolder m_own;
    client::Connection m_connection;
    client::LogFollower m_log;
};

} // namespace countersign::bench
