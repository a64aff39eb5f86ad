#include "trialsource/SyntheticPopulation.h"

#include <algorithm>
#include <array>

namespace countersign::trialsource {

namespace {

using Kind = SyntheticRecords::Kind;

/// Places by `Kind`'s values; sorted.
constexpr std::array<std::string_view, 5> kindNames = {"Condition", "Encounter", "Group", "Observation",
                                                       "Patient"};
/// A position is patient * placesPerPatient + index.
constexpr std::uint64_t placesPerPatient = 64;

class SyntheticReader final : public ResourceReader
{
public:
    SyntheticReader(const SyntheticRecords& records, Kind kind, Filter filter, std::uint64_t position)
        : m_records(records),
          m_kind(kind),
          m_filter(std::move(filter)),
          m_patient(position / placesPerPatient),
          m_next(position % placesPerPatient),
          m_owners(kind == Kind::Group ? records.groups() : records.patients())
    {
    }

    Result<bool> advance() override
    {
        for (; m_patient < m_owners; ++m_patient, m_next = 0) {
            if (!wantsOwner())
                continue;
            while (m_next < m_records.count(m_kind, m_patient)) {
                m_index = m_next++;
                if (!m_filter.since || m_records.lastUpdated(m_kind, m_patient, m_index) >= *m_filter.since)
                    return true;
            }
        }
        return false;
    }
    std::uint64_t position() const override { return m_patient * placesPerPatient + m_index; }
    Result<void> append(std::string& out) override
    {
        out += m_records.text(m_kind, m_patient, m_index);
        out += '\n';
        return {};
    }

private:
    bool wantsOwner() const
    {
        if (m_kind == Kind::Group)
            return !m_filter.group && !m_filter.patientsOnly;
        return !m_filter.group || SyntheticRecords::isMember(m_patient, m_filter.group->index);
    }

    SyntheticRecords m_records;
    Kind m_kind;
    Filter m_filter;
    std::uint64_t m_patient;
    std::uint64_t m_next;
    std::uint64_t m_index = 0;
    std::uint64_t m_owners;
};

} // namespace

SyntheticPopulation::SyntheticPopulation(std::uint64_t seed, std::uint64_t patients)
    : m_records(seed, patients)
{
    for (std::size_t i = 0; i < kindNames.size(); ++i) {
        const auto kind = static_cast<Kind>(i);
        Segment segment{std::string(kindNames[i]), 0, i, 0};
        const auto owners = kind == Kind::Group ? m_records.groups() : patients;
        for (std::uint64_t owner = 0; owner < owners; ++owner)
            segment.resources += m_records.count(kind, owner);
        m_segments.push_back(std::move(segment));
    }
}

std::vector<std::string> SyntheticPopulation::types() const
{
    return {kindNames.begin(), kindNames.end()};
}

std::vector<GroupSummary> SyntheticPopulation::groups() const
{
    std::vector<GroupSummary> groups;
    for (std::uint64_t i = 0; i < m_records.groups(); ++i)
        groups.push_back({m_records.id(Kind::Group, i), m_records.groupName(i), m_records.groupSize(i)});
    return groups;
}

Result<std::shared_ptr<const Membership>> SyntheticPopulation::membership(std::string_view group) const
{
    for (std::uint64_t i = 0; i < m_records.groups(); ++i) {
        if (m_records.id(Kind::Group, i) != group)
            continue;
        auto members = std::make_shared<Membership>();
        members->index = i;
        return members;
    }
    return fail(ErrorCode::NotFound, "no such group");
}

std::vector<Segment> SyntheticPopulation::segments(std::string_view type, const Filter&) const
{
    const auto found =
        std::ranges::find(m_segments, type, [](const Segment& each) { return std::string_view(each.type); });
    return found == m_segments.end() ? std::vector<Segment>() : std::vector<Segment>{*found};
}

Result<std::unique_ptr<ResourceReader>>
SyntheticPopulation::open(const Segment& segment, const Filter& filter, std::uint64_t position) const
{
    return std::make_unique<SyntheticReader>(m_records, static_cast<Kind>(segment.file), filter, position);
}

} // namespace countersign::trialsource
