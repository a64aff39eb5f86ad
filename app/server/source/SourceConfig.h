#pragma once

#include "base/Ids.h"

#include <string>

namespace countersign::server {

/// A FHIR server to export from, as the configuration names it.
struct SourceConfig
{
    SourceId id;
    std::string name;
    std::string tenant;
    std::string baseUrl; ///< https, without query
    std::string caFile;  ///< PEM; the only CAs that count for this source (T6)
    std::string clientId;
    std::string keyFile; ///< PEM of the assertion key, 0600
    std::string scope = "system/*.rs";
    /// https; where it is not empty it counts, and nothing that the source says about it. Otherwise the
    /// source names it, and it must have the origin of `baseUrl`.
    std::string tokenEndpoint = {};
};

} // namespace countersign::server
