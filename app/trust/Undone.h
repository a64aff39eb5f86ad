#pragma once

#include "trust/TrustState.h"

namespace countersign::trust {

/// Something that ended or limited something, and that the log no longer says once a tail of it is lost: what
/// somebody who brings a loss about may be after.
struct Undone
{
    enum class What : std::uint8_t {
        Revocation,
        KeyEnd, ///< of a key that was replaced, or void with a second factor that was reset
        RoleEnd,
        Disabling,
        Rejection,
        Withdrawal,
        MatterEnd, ///< of an admins' matter: rejected, or withdrawn
        Policy,
        Root
    };

    What what = What::Revocation;
    std::string name;                   ///< whose key, whose role; of an ending, its author's
                                        ///< (of a matter's, the matter's)
    std::string device = {};            ///< of a revocation or a key's end
    wire::Role role = {};               ///< of a role's end
    std::optional<Digest> request = {}; ///< of a rejection or withdrawal
    std::uint64_t version = 0;          ///< of a policy or root
};

/// `known`: the log as somebody had replayed it; `kept`: as it is to go on. Nothing where that is no less.
[[nodiscard]] std::vector<Undone> undoneBy(const TrustState& known, const TrustState& kept);

} // namespace countersign::trust
