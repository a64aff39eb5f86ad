#pragma once

#include "base/Ids.h"
#include "wire/Vocabulary.h"

#include <filesystem>
#include <string>
#include <vector>

namespace countersign::server {

/// Somebody whom `countersignd init` invites.
struct FirstPerson
{
    PersonId id;
    std::string name;
    std::vector<wire::Role> roles;
};

/// Reads `[[person]]` tables with id, name and roles. `Configuration` with every fault and its line; two
/// admins at least, since nothing begins with fewer.
[[nodiscard]] Result<std::vector<FirstPerson>> readFirstPeople(const std::filesystem::path& file);

/// The same rules for a list made elsewhere.
[[nodiscard]] Result<void> checkFirstPeople(const std::vector<FirstPerson>& people);
[[nodiscard]] std::size_t adminsAmong(const std::vector<FirstPerson>& people);

} // namespace countersign::server
