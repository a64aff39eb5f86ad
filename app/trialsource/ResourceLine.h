#pragma once

#include "base/Time.h"

#include <optional>
#include <string>
#include <vector>

namespace countersign::trialsource {

/// What the server needs to know of a resource to choose it.
struct ResourceHead
{
    std::string type;
    std::string id;
    std::optional<Time> lastUpdated;
    /// The ids of the patients that it is about, from `subject`, `patient`, `beneficiary`, `individual` and
    /// `for`.
    std::vector<std::string> patients;
};

/// A group with its members' patient ids.
struct GroupRecord
{
    std::string id;
    std::string name;
    std::uint64_t quantity = 0;
    std::vector<std::string> patients;
};

/// Reads the head of one NDJSON line; `SourceData` where the line is no FHIR resource.
[[nodiscard]] Result<ResourceHead> readHead(std::string& line);
[[nodiscard]] Result<GroupRecord> readGroup(std::string_view line);

/// Gives the resource a new id by a suffix and every relative or `urn:uuid:` reference in it the same suffix.
/// All other bytes stay. Contained resources (`#…`), conditional and absolute references point elsewhere and
/// stay too.
[[nodiscard]] Result<void> appendSuffixed(std::string& line, std::string_view suffix, std::string& out);

/// The id in `Patient/…` or `urn:uuid:…`, or empty.
std::string_view patientIdOf(std::string_view reference);

} // namespace countersign::trialsource
