#pragma once

#include "wire/Founding.h"

#include <map>

/// What an admin's console checks before a person is asked to sign a root: nothing of it is in any log yet.
namespace countersign::client {

using Registrations = std::map<PersonId, wire::KeyRegistrationBody>;

/// Each registration is signed by the very key that it registers, for this server, by an admin who is
/// expected, once. `SignatureInvalid`, `RootMismatch`.
[[nodiscard]] Result<Registrations> checkedRegistrations(const wire::Founding& founding);
/// The root that these registrations and the server's facts make: the same on every console.
[[nodiscard]] wire::RootBody rootOf(const wire::Founding& founding, const Registrations& registrations);
/// The proposal, if it says exactly `expected`, and each signature on it is by a different admin's registered
/// key, its author's among them. `RootMismatch`, `SignatureInvalid`.
[[nodiscard]] Result<wire::SignedStatement> checkedProposal(const std::vector<crypto::Jws>& proposal,
                                                            const ServerId& server,
                                                            const wire::RootBody& expected);

} // namespace countersign::client
