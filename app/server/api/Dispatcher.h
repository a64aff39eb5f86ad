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
    /// A call as it ended, by what the table says of it: nothing of who called, or what for.
    struct Seen
    {
        const Route* route = nullptr; ///< none: it led nowhere
        int status = 0;
        std::optional<ErrorCode> refused;
        std::chrono::nanoseconds took{};
    };
    struct Options
    {
        Authority* authority = nullptr;
        Refusals* refusals = nullptr;
        const Clock* clock = nullptr;
        std::string origin; ///< `https://host:port` as consoles address us
        RouteTable routes;
        /// Why a route is closed for now; asked of whoever may call it.
        std::function<Result<void>(const Route&)> open = {};
        /// Told of calls that lead nowhere, with their incident; anybody can make those, so whoever listens
        /// bounds what is written, and answers whether it was: nobody gets an incident that stands nowhere.
        std::function<bool(const http::Peer&, std::string_view)> stray = {};
        /// Told of each call once its answer is made; must not block.
        std::function<void(const Seen&)> seen = {};
    };
    explicit Dispatcher(Options options);

    [[nodiscard]] http::Response handle(const http::Request& request);
    [[nodiscard]] const RouteTable& routes() const { return m_options.routes; }

private:
    [[nodiscard]] http::Response dispatch(const http::Request& request, Seen& seen);
    [[nodiscard]] http::Response nowhere(const http::Request& request, const Error& why) const;
    [[nodiscard]] http::Response admit(const Route& route, Call& call);
    [[nodiscard]] Result<void> identify(const Route& route, Call& call);
    [[nodiscard]] http::Response run(const Route& route, Call& call);
    [[nodiscard]] http::Response runOnce(const Route& route, Call& call);
    [[nodiscard]] http::Response refuse(const Route& route, Call& call, Error why);
    [[nodiscard]] Error record(const Route& route, const Call& call, Error why);

    Options m_options;
    DpopGate m_gate;
    Idempotency m_idempotency;
};

} // namespace countersign::server
