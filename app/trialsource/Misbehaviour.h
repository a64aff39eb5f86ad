#pragma once

#include "base/Time.h"
#include "server/http/Http.h"
#include "trialsource/Fault.h"

#include <mutex>
#include <stop_token>

namespace countersign::trialsource {

/// Stands between the listener and the routes, and makes answers what the faults say. Thread-safe.
class Misbehaviour
{
public:
    using Answer = std::function<http::Response(const http::Request&)>;
    /// What only the program can do.
    struct Means
    {
        std::function<void()> forget; ///< all exports and tokens
        /// Shows this certificate from now on.
        std::function<void(const std::string& certificateFile, const std::string& keyFile)> showCertificate =
            {};
    };

    /// `base`: what all addresses of the source begin with.
    Misbehaviour(std::vector<Fault> faults, std::string base, const Clock& clock, Means means)
        : m_base(std::move(base)), m_clock(clock), m_means(std::move(means)), m_faults(std::move(faults))
    {
    }

    /// Instead of those before; whoever is kept waiting by them is let go.
    void become(std::vector<Fault> faults);
    [[nodiscard]] bool has(FaultKind kind) const;
    /// `honest` is asked unless a fault answers alone.
    [[nodiscard]] http::Response answer(const http::Request& request, const Answer& honest);
    /// Lets go whoever is kept waiting.
    void stop();

private:
    /// The next fault that befalls a place and answers alone (or changes an answer), counted.
    [[nodiscard]] std::optional<Fault> next(FaultPlace place);
    [[nodiscard]] std::vector<Fault> changes(FaultPlace place);
    [[nodiscard]] http::Response alone(const Fault& fault, const http::Request& request);
    [[nodiscard]] http::Response busy(const Fault& fault) const;
    void change(const Fault& fault, const http::Request& request, http::Response& response);
    void changeBody(const Fault& fault, http::Response& response);
    void leadElsewhere(const std::string& origin, http::Response& response) const;
    [[nodiscard]] std::stop_token waiting();

    std::string m_base;
    const Clock& m_clock;
    Means m_means;
    mutable std::mutex m_mutex;
    std::vector<Fault> m_faults;
    std::stop_source m_waiting;
    bool m_stopped = false;
};

} // namespace countersign::trialsource
