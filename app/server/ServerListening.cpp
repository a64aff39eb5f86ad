#include "server/ServerListening.h"

#include "crypto/Random.h"
#include "server/api/Problems.h"

namespace countersign::server {

namespace {

http::ListenerOptions listening(ListenerName name, const Configuration& configuration, ServerFaults& faults,
                                Metrics& metrics, const Clock& clock)
{
    http::ListenerOptions options;
    options.certificateFile = configuration.certificateFile.string();
    options.keyFile = configuration.keyFile.string();
    options.clock = &clock;
    options.fault = [name, &faults, &metrics](const http::Peer& peer, http::Fault fault,
                                              std::string_view what) {
        metrics.fault(name, fault);
        faults.report(peer, what);
    };
    options.refusal = [name, &faults, &metrics](const http::Peer& peer, int status) {
        metrics.refused(name, status);
        const auto incident = crypto::randomIdText("inc_");
        const bool logged =
            faults.report(peer, "incident " + incident + ": request refused with " + std::to_string(status));
        return listenerProblem(status, logged ? std::optional(incident) : std::nullopt);
    };
    return options;
}

} // namespace

http::ListenerOptions adminListening(const Configuration& configuration, ServerFaults& faults,
                                     Metrics& metrics, const Clock& clock)
{
    auto options = listening(ListenerName::Admin, configuration, faults, metrics, clock);
    options.address = configuration.address;
    options.port = configuration.port;
    options.limits = configuration.limits;
    return options;
}

http::ListenerOptions operationsListening(const Configuration& configuration, ServerFaults& faults,
                                          Metrics& metrics, const Clock& clock)
{
    auto options = listening(ListenerName::Operations, configuration, faults, metrics, clock);
    options.address = configuration.operations->address;
    options.port = configuration.operations->port;
    options.poolThreads = 2;
    options.limits.connections = 16;
    options.limits.bodyBytes = 1024;
    return options;
}

} // namespace countersign::server
