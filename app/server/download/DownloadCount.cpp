#include "server/download/DownloadCount.h"

#include "crypto/StreamingSeal.h"

#include <algorithm>

namespace countersign::server {

namespace {

// Who lacks this little has the file for all that matters; a connection that breaks by chance seldom breaks
// here.
bool isNearlyWhole(std::uint64_t sent, std::uint64_t sealedLength)
{
    constexpr std::uint64_t share = 16;
    const auto little = std::min<std::uint64_t>(sealedLength / share, crypto::streaming::segmentSize);
    return sent > 0 && sent + little >= sealedLength;
}

} // namespace

int downloadsUsed(const std::vector<TicketRow>& ticketsOfTheFile, std::uint64_t sealedLength, Time now)
{
    std::uint64_t whole = 0;
    std::uint64_t broken = 0;
    for (const auto& ticket : ticketsOfTheFile) {
        if (ticket.lastByte || ticket.live(now) || isNearlyWhole(ticket.sent, sealedLength))
            ++whole;
        else
            broken += ticket.sent;
    }
    constexpr std::uint64_t most = 1'000'000;
    const auto length = std::max<std::uint64_t>(sealedLength, 1);
    return static_cast<int>(std::min(most, whole + broken / length));
}

} // namespace countersign::server
