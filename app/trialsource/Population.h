#pragma once

#include "base/Time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

namespace countersign::trialsource {

struct GroupSummary
{
    std::string id;
    std::string name;
    std::uint64_t quantity = 0; ///< members
};

/// The patients of one group; which fields say so is the population's own matter.
struct Membership
{
    std::uint64_t copy = 0;  ///< replica that the group stands in
    std::uint64_t index = 0; ///< the group's place in a synthetic population
    std::unordered_set<std::string> patients;
};

/// Which resources are wanted.
struct Filter
{
    /// `meta.lastUpdated` at or after it. A resource that does not say when it was updated is always wanted:
    /// leaving it out could lose a change.
    std::optional<Time> since;
    /// Only the patients and what refers to a patient.
    bool patientsOnly = false;
    /// Only these patients and what refers to them.
    std::shared_ptr<const Membership> group;

    [[nodiscard]] bool wantsAll() const { return !since && !patientsOnly && !group; }
};

/// Resources of one type that are read in one go: a file of a folder, or all that the generator makes.
struct Segment
{
    std::string type;
    std::uint64_t copy = 0;
    std::size_t file = 0;
    std::uint64_t resources = 0; ///< without any filter
};

/// Walks a segment and stops at each wanted resource. Memory does not grow with the segment.
class ResourceReader
{
public:
    virtual ~ResourceReader() = default;
    /// Moves to the next wanted resource; false at the end.
    [[nodiscard]] virtual Result<bool> advance() = 0;
    /// Where the resource stands that `advance` moved to: `Population::open` starts there again.
    [[nodiscard]] virtual std::uint64_t position() const = 0;
    /// Its NDJSON line with the line's end, as it is on disk.
    [[nodiscard]] virtual Result<void> append(std::string& out) = 0;
};

/// The records that the server offers. Immutable and safe for many threads.
class Population
{
public:
    virtual ~Population() = default;
    /// Sorted.
    [[nodiscard]] virtual std::vector<std::string> types() const = 0;
    [[nodiscard]] virtual std::vector<GroupSummary> groups() const = 0;
    [[nodiscard]] virtual Result<std::shared_ptr<const Membership>>
    membership(std::string_view group) const = 0;
    [[nodiscard]] virtual std::vector<Segment> segments(std::string_view type,
                                                        const Filter& filter) const = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<ResourceReader>>
    open(const Segment& segment, const Filter& filter, std::uint64_t position = 0) const = 0;
};

/// One file of an export: `count` wanted resources of a segment from a position on.
struct Part
{
    Segment segment;
    std::uint64_t position = 0;
    std::uint64_t count = 0;
};

/// Splits the wanted resources of a type into files of at most `perFile` (0: one file a segment). Files are
/// never empty. `Cancelled` when the token asks for it.
[[nodiscard]] Result<std::vector<Part>> planParts(const Population& population, std::string_view type,
                                                  const Filter& filter, std::uint64_t perFile,
                                                  const std::stop_token& stop);

/// How many wanted resources of a type there are.
[[nodiscard]] Result<std::uint64_t> countResources(const Population& population, std::string_view type,
                                                   const Filter& filter);

} // namespace countersign::trialsource
