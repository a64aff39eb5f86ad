#pragma once

#include "base/Ids.h"
#include "base/Time.h"
#include "wire/Vocabulary.h"

#include <optional>
#include <vector>

#include <soci/soci.h>

namespace countersign::server {

/// A row of `people`: what the server must know to let somebody sign in. Roles are not here: the trust log
/// has them.
struct PersonRow
{
    PersonId id;
    std::string name;
    std::vector<wire::Role> invited;
    wire::EnrolState enrol = wire::EnrolState::Invited;
    std::string password;      ///< PHC string, empty before enrolment
    Bytes totp;                ///< sealed under the root key, empty before enrolment
    std::int64_t totpStep = 0; ///< the last step that was accepted
    int wrongCodes = 0;
    bool locked = false;
    bool disabled = false;
    Time seen{};          ///< zero: never
    std::string codeHash; ///< PHC string of the enrolment code, empty when there is none
    Time codeExpires{};
};

// These speak SQL and leave SOCI's exceptions to the store, which turns them into `Storage`.
[[nodiscard]] std::optional<PersonRow> findPerson(soci::session& sql, const PersonId& id);
[[nodiscard]] std::vector<PersonRow> allPeople(soci::session& sql);
void insertPerson(soci::session& sql, const PersonRow& row, std::uint64_t entry);
void updatePerson(soci::session& sql, const PersonRow& row, std::uint64_t entry);

/// JSON list of role names, as the column holds it.
[[nodiscard]] std::string rolesText(const std::vector<wire::Role>& roles);

/// A time as the columns hold it: milliseconds since 1970.
inline long long toMillis(Time time)
{
    return time.time_since_epoch().count();
}
inline Time fromMillis(long long millis)
{
    return Time(std::chrono::milliseconds(millis));
}

} // namespace countersign::server
