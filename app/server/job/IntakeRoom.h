#pragma once

#include "server/job/Progress.h"
#include "server/job/Sources.h"

namespace countersign::server {

/// What an intake works with; outlives it.
struct IntakeRoom
{
    Store* store = nullptr;
    KeyVault* keys = nullptr;
    Events* events = nullptr; ///< may be null
    Sources* sources = nullptr;
    Progress* progress = nullptr;
    std::filesystem::path objects;
    std::string environment;
    unsigned parallelFiles = 4;
    std::function<void(std::chrono::milliseconds, const std::stop_token&)> pause;
    std::function<void(std::uint64_t)> tookIn; ///< bytes, as they come; may be empty
};

} // namespace countersign::server
