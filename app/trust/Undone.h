#pragma once

#include "trust/TrustState.h"

namespace countersign::trust {

/// Something that ended or limited something, and that the log no longer says once a tail of it is lost: what
/// somebody who brings a loss about may be after.
struct Undone
{
    enum class What : std::uint8_t { Revocation, RoleEnd, Disabling, Rejection, Withdrawal, Policy, Root };

    What what = What::Revocation;
    std::string name;                   ///< whose key, whose role; of an ending, its author's
    std::string device = {};            ///< of a revocation
    wire::Role role = {};               ///< of a role's end
    std::optional<Digest> request = {}; ///< of a rejection or withdrawal
    std::uint64_t version = 0;          ///< of a policy or root
};

/// `known`: the log as somebody had replayed it; `kept`: as it is to go on.
[[nodiscard]] std::vector<Undone> undoneBy(const TrustState& known, const TrustState& kept);

} // namespace countersign::trust
