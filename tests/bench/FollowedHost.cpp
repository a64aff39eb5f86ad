#include "bench/FollowedHost.h"

namespace countersign::bench {

FollowedHost::FollowedHost()
{
    world.auditLog.append("{}");
    server.show("audit", world.auditLog);
}

void FollowedHost::serveTrust(const std::vector<std::string>& lines)
{
    m_trust = std::make_unique<ServedLog>(lines);
    show("trust", m_trust->grow(lines.size()));
    server.serve("/v1/log/trust/tile/",
                 [this](const std::string& rest) { return m_trust->answer("tile/" + rest); });
}

void FollowedHost::serveAudit(const ServedLog& log)
{
    server.serve("/v1/log/audit/tile/",
                 [&log](const std::string& rest) { return log.answer("tile/" + rest); });
}

void FollowedHost::show(const std::string& log, const wire::SeenTree& head)
{
    const auto& signer = log == "trust" ? world.trustLog : world.auditLog;
    server.put("/v1/log/" + log + "/checkpoint", signer.note(head));
}

Desk::Desk(const FollowedHost& host, const ScratchFolder* state)
    : m_connection(host.server.profile(host.world.server, host.world.root.digest), host.world.clock),
      m_log(m_connection, QString::fromStdString((state ? *state : m_own).path().string()))
{
}

void Desk::follow()
{
    must(QCoro::waitFor(m_log.advance()));
}

} // namespace countersign::bench
