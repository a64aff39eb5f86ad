#include "server/download/DownloadCount.h"

#include <algorithm>

namespace countersign::server {

int downloadsUsed(const std::vector<TicketRow>& ticketsOfTheFile, std::uint64_t sealedLength, Time now)
{
    std::uint64_t whole = 0;
    std::uint64_t broken = 0;
    for (const auto& ticket : ticketsOfTheFile) {
        if (ticket.lastByte || ticket.live(now))
            ++whole;
        else
            broken += ticket.sent;
    }
    constexpr std::uint64_t most = 1'000'000;
    const auto length = std::max<std::uint64_t>(sealedLength, 1);
    return static_cast<int>(std::min(most, whole + broken / length));
}

} // namespace countersign::server
