#include "server/job/JobState.h"

namespace countersign::server {

using enum wire::JobState;

bool mayFollow(wire::JobState from, wire::JobState to)
{
    switch (from) {
    case AwaitingApproval:
        return to == Approved || to == Rejected || to == Withdrawn || to == Voided || to == Lapsed;
    case Approved:
        return to == KickingOff || to == Withdrawn || to == Voided || to == Failed;
    case KickingOff:
        return to == Preparing || to == Withdrawn || to == Voided || to == Failed;
    case Preparing:
        return to == TakingIn || to == KickingOff || to == Withdrawn || to == Voided || to == Failed;
    case TakingIn:
        return to == AwaitingRelease || to == Withdrawn || to == Voided || to == Failed;
    case AwaitingRelease:
        return to == Released || to == Rejected || to == Withdrawn || to == Voided || to == Lapsed;
    case Released:
        return to == Retrieved || to == Withdrawn || to == Voided || to == Destroyed;
    case Retrieved:
        return to == Withdrawn || to == Voided || to == Destroyed;
    case Rejected:
    case Withdrawn:
    case Lapsed:
    case Failed:
    case Voided:
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
    return state == Rejected || state == Withdrawn || state == Lapsed || state == Failed || state == Voided ||
           state == Destroyed;
}

} // namespace countersign::server
