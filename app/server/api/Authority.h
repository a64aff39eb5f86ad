#pragma once

#include "base/Secret.h"
#include "server/api/JobAudience.h"
#include "server/api/Route.h"

namespace countersign::server {

/// Whoever knows the sessions; implemented by the session room, so that dispatch needs not know it.
class Authority
{
public:
    virtual ~Authority() = default;

    /// The caller behind an access token that this device key presents: `SessionEnded` or `ProofRefused`.
    /// Counts as activity unless `background`.
    [[nodiscard]] virtual Result<Caller> callerOf(std::string_view accessToken, const KeyThumbprint& device,
                                                  bool background) = 0;
    /// Whether a session that stands is bound to this device key.
    [[nodiscard]] virtual bool knows(const KeyThumbprint& device) const = 0;
    /// Whether the session still stands: streams and transfers ask every second.
    [[nodiscard]] virtual bool alive(const SessionId& session) const = 0;
    /// Whether whoever holds the session may see an export, by the roles in force now; false once it ended.
    [[nodiscard]] virtual bool maySee(const SessionId& session, const JobAudience& audience) const = 0;
};

} // namespace countersign::server
