#pragma once

#include "server/api/Authority.h"
#include "server/api/Refusals.h"
#include "server/job/Jobs.h"
#include "server/session/StepUp.h"

namespace countersign::server {

/// What the download room works with. All of it outlives the route table and the transfers.
struct DownloadRooms
{
    Store* store = nullptr;
    StepUp* stepUp = nullptr;
    const Authority* authority = nullptr;
    Jobs* jobs = nullptr;
    KeyVault* keys = nullptr;
    Refusals* refusals = nullptr;
    const Clock* clock = nullptr;
    std::filesystem::path objects;                     ///< folder of sealed files
    std::function<void(std::uint64_t)> delivered = {}; ///< told of the bytes that go out; may be empty
};

} // namespace countersign::server
