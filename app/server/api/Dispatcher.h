#pragma once

#include "server/api/Authority.h"
#include "server/api/DpopGate.h"
#include "server/api/Idempotency.h"
#include "server/api/Refusals.h"

namespace countersign::server {

/// From a request to its route's answer: proof, session, role, body limit, handler; every refusal logged,
/// every answer with a fresh nonce. Thread-safe; called on the listener's pool.
class Dispatcher
{
public:
    struct Options
    {
        Authority* authority = nullptr;
        Refusals* refusals = nullptr;
        const Clock* clock = nullptr;
        std::string origin; ///< `https://host:port` as consoles address us
        RouteTable routes;
        /// Told of calls that lead nowhere, with their incident; anybody can make those, so whoever listens
        /// bounds what is written. Without it they are in the service log at level debug.
        std::function<void(const http::Peer&, std::string_view)> stray = {};
    };
    explicit Dispatcher(Options options);

    [[nodiscard]] http::Response handle(const http::Request& request);
    [[nodiscard]] const RouteTable& routes() const { return m_options.routes; }

private:
    [[nodiscard]] http::Response dispatch(const http::Request& request);
    [[nodiscard]] http::Response admit(const Route& route, Call& call);
    [[nodiscard]] Result<void> identify(const Route& route, Call& call);
    [[nodiscard]] http::Response run(const Route& route, Call& call);
    [[nodiscard]] http::Response runOnce(const Route& route, Call& call);
    [[nodiscard]] Error record(const Route& route, const Call& call, Error why);

    Options m_options;
    DpopGate m_gate;
    Idempotency m_idempotency;
};

} // namespace countersign::server
