#pragma once

#include "wire/Statement.h"

/// Checks that several rules share. For `trust` alone, but for `checkPolicy`: the server asks it about the
/// policy that it is to propose.
namespace countersign::trust {

/// Between `least` and `most` characters (Unicode scalar values), and not white space alone.
[[nodiscard]] bool textWithin(std::string_view text, std::size_t least, std::size_t most);

/// Most bytes of a reason.
constexpr std::size_t reasonLimit = 2000;

template <typename Range>
[[nodiscard]] bool allDifferent(const Range& range)
{
    return std::set<typename Range::value_type>(range.begin(), range.end()).size() == range.size();
}

/// Whatever the type: one signature, by the key that the author names, for this server, issued
/// within five minutes of the entry, not expired, having seen no more of the trust log than there was. Not
/// the signature itself.
[[nodiscard]] Result<void> checkEnvelope(const wire::SignedStatement& statement, const ServerId& server,
                                         std::uint64_t index, Time entered);
/// 1 to 64 subjects without repeats, a reason.
[[nodiscard]] Result<void> checkDecisionBody(const wire::DecisionBody& body);
/// A policy that asks for less than the product promises, or for what cannot be, is none.
[[nodiscard]] Result<void> checkPolicy(const wire::Policy& policy, std::size_t admins);
/// That so many admins can do what it asks of them.
[[nodiscard]] Result<void> checkPolicyFits(const wire::Policy& policy, std::size_t admins);
/// Two keys (verifier keys of c2sp.org/signed-note) that can be read, of logs named differently.
[[nodiscard]] bool usableLogKeys(const std::string& trustLog, const std::string& auditLog);
/// Environment, name, logs and admins, whatever the version.
[[nodiscard]] Result<void> checkRootForm(const wire::RootBody& root);
[[nodiscard]] bool isResourceType(std::string_view text);

} // namespace countersign::trust
