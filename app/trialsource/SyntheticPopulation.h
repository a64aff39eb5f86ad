#pragma once

#include "trialsource/Population.h"
#include "trialsource/SyntheticRecords.h"

namespace countersign::trialsource {

/// People who never lived: patients with encounters, observations and conditions that refer to one another,
/// and groups of them. The same seed and size give the same bytes on every machine; a larger size only adds
/// patients.
class SyntheticPopulation final : public Population
{
public:
    SyntheticPopulation(std::uint64_t seed, std::uint64_t patients);

    [[nodiscard]] std::vector<std::string> types() const override;
    [[nodiscard]] std::vector<GroupSummary> groups() const override;
    [[nodiscard]] Result<std::shared_ptr<const Membership>> membership(std::string_view group) const override;
    [[nodiscard]] std::vector<Segment> segments(std::string_view type, const Filter& filter) const override;
    [[nodiscard]] Result<std::unique_ptr<ResourceReader>> open(const Segment& segment, const Filter& filter,
                                                               std::uint64_t position) const override;

private:
    SyntheticRecords m_records;
    std::vector<Segment> m_segments;
};

} // namespace countersign::trialsource
