#pragma once

#include "server/Configuration.h"
#include "server/ServerFaults.h"
#include "server/operations/Metrics.h"

namespace countersign::server {

/// How the admin API listens. All but the configuration outlives the listener.
[[nodiscard]] http::ListenerOptions adminListening(const Configuration& configuration, ServerFaults& faults,
                                                   Metrics& metrics, const Clock& clock);
/// How health and metrics do: with the same certificate, for a few peers on this machine.
[[nodiscard]] http::ListenerOptions operationsListening(const Configuration& configuration,
                                                        ServerFaults& faults, Metrics& metrics,
                                                        const Clock& clock);

} // namespace countersign::server
