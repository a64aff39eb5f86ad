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
/// `NotOpen` where nothing is left to do, `Conflict` where several keys of one person wait: which one was
/// read out nobody could tell.
[[nodiscard]] Result<std::vector<wire::StatementBody>>
endorsement(const std::vector<PersonView>& people, const trust::TrustState& state, const std::string& reason);
/// Whether two endorsements decide on the same statements and ask for the same roles.
[[nodiscard]] bool sameActs(const std::vector<wire::StatementBody>& a,
                            const std::vector<wire::StatementBody>& b);
/// The roles that an endorsement of this person gives: those waiting that the person was invited for, and
/// those that it asks for.
[[nodiscard]] std::vector<wire::Role> rolesOfEndorsement(const PersonView& person);

} // namespace countersign::client
