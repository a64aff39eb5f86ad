#pragma once

#include "base/Time.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace countersign::trialsource {

/// Makes every record of a synthetic population from its place alone: nothing is stored, and the same seed
/// and place always give the same bytes.
class SyntheticRecords
{
public:
    static constexpr std::uint64_t cohorts = 6;
    /// A group stays a line that a client can hold, however many patients there are.
    static constexpr std::uint64_t largestCohort = 1000;

    enum class Kind : std::uint8_t { Condition, Encounter, Group, Observation, Patient };

    SyntheticRecords(std::uint64_t seed, std::uint64_t patients) : m_seed(seed), m_patients(patients) {}

    [[nodiscard]] std::uint64_t patients() const { return m_patients; }
    /// Records of a kind that belong to one patient. For `Group` the "patient" is the group's place.
    [[nodiscard]] std::uint64_t count(Kind kind, std::uint64_t patient) const;
    [[nodiscard]] Time lastUpdated(Kind kind, std::uint64_t patient, std::uint64_t index) const;
    [[nodiscard]] std::string id(Kind kind, std::uint64_t patient, std::uint64_t index = 0) const;
    /// One JSON text without a line's end.
    [[nodiscard]] std::string text(Kind kind, std::uint64_t patient, std::uint64_t index) const;

    [[nodiscard]] std::uint64_t groups() const { return std::min(cohorts, m_patients); }
    [[nodiscard]] std::string groupName(std::uint64_t group) const;
    [[nodiscard]] std::uint64_t groupSize(std::uint64_t group) const;
    [[nodiscard]] static bool isMember(std::uint64_t patient, std::uint64_t group)
    {
        return patient % cohorts == group && patient / cohorts < largestCohort;
    }

private:
    [[nodiscard]] std::uint64_t draw(Kind kind, std::uint64_t patient, std::uint64_t index,
                                     std::uint64_t what) const;
    [[nodiscard]] Time encounterStart(std::uint64_t patient, std::uint64_t index) const;
    [[nodiscard]] std::uint64_t encounterOf(Kind kind, std::uint64_t patient, std::uint64_t index) const;

    std::uint64_t m_seed;
    std::uint64_t m_patients;

    friend class RecordWriter;
};

} // namespace countersign::trialsource
