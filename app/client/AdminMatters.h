#pragma once

#include "client/People.h"

namespace countersign::client {

/// The admin matters that the trust log holds open at `now`, in its order, as `me` may decide on them. What
/// the server says besides is not needed.
[[nodiscard]] std::vector<AdminMatterView> openMatters(const trust::TrustState& state, const PersonId& me,
                                                       Time now);
/// What the trust log says of a person: roles, key, matters waiting.
[[nodiscard]] PersonView personOf(const wire::Person& row, const trust::TrustState& state,
                                  const std::vector<AdminMatterView>& matters);
/// The statements by which `me` vouches for these people: approves what waits for them (registrations, and
/// grants of the roles that they were invited for), and asks for the invited roles that nobody asked for yet.
/// `NotOpen` where nothing is left to do.
[[nodiscard]] Result<std::vector<wire::StatementBody>>
endorsement(const std::vector<PersonView>& people, const trust::TrustState& state, const std::string& reason);

} // namespace countersign::client
