#pragma once

#include "server/download/DownloadRooms.h"

namespace countersign::server {

/// `POST /v1/retrievals`: one code opens all tickets and resumptions of a release for an hour, for this
/// session and device.
class Retrievals
{
public:
    explicit Retrievals(const DownloadRooms& rooms) : m_rooms(rooms) {}

    static constexpr std::chrono::hours openFor{1};

    /// Besides what entitlementOf says: `DownloadsExhausted` when no file of the release has a download left.
    [[nodiscard]] Result<http::Response> open(Call& call);

private:
    DownloadRooms m_rooms;
};

} // namespace countersign::server
