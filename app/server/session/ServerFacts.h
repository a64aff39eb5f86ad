#pragma once

#include "base/Ids.h"

#include <string>

namespace countersign::server {

/// What this server is called, as its configuration says.
struct ServerFacts
{
    ServerId id;
    std::string name;
    std::string environment;
};

} // namespace countersign::server
