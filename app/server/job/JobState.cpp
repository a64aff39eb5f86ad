#include "server/job/JobState.h"

namespace countersign::server {

using enum wire::JobState;

bool mayFollow(wire::JobState from, wire::JobState to)
{
    switch (from) {
    case AwaitingApproval:
        return to == Approved || to == Rejected || to == Withdrawn || to == Lapsed;
    case Approved:
        return to == KickingOff || to == Withdrawn || to == Failed;
    case KickingOff:
        return to == Preparing || to == Withdrawn || to == Failed;
    case Preparing:
        return to == TakingIn || to == KickingOff || to == Withdrawn || to == Failed;
    case TakingIn:
        return to == AwaitingRelease || to == Withdrawn || to == Failed;
    case AwaitingRelease:
        return to == Released || to == Rejected || to == Withdrawn || to == Lapsed;
    case Released:
        return to == Retrieved || to == Withdrawn || to == Destroyed;
    case Retrieved:
        return to == Withdrawn || to == Destroyed;
    case Rejected:
    case Withdrawn:
    case Lapsed:
    case Failed:
    case Destroyed:
        return false;
    }
    return false;
}

bool takesIn(wire::JobState state)
{
    return state == Approved || state == KickingOff || state == Preparing || state == TakingIn;
}

bool isOver(wire::JobState state)
{
    return state == Rejected || state == Withdrawn || state == Lapsed || state == Failed ||
           state == Destroyed;
}

} // namespace countersign::server
