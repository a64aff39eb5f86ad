#include "trialsource/SyntheticRecords.h"

#include "trialsource/SyntheticTables.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace countersign::trialsource {

namespace {

using Json = nlohmann::ordered_json;
using Kind = SyntheticRecords::Kind;
using namespace std::chrono;

static_assert(cohortNames.size() == SyntheticRecords::cohorts);

/// All encounters lie in the three and a half years from here.
constexpr Time firstDay = sys_days(year(2023) / January / 1);
constexpr std::uint64_t windowMinutes = 1276ULL * 24 * 60;

/// SplitMix64's finaliser (Steele, Lea and Flood 2014): the same on every machine, unlike the standard
/// distributions.
std::uint64_t mix(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

template <typename Table>
const auto& pick(const Table& table, std::uint64_t draw)
{
    return table[draw % table.size()];
}

std::string hexDigits(std::uint64_t value, int digits)
{
    static constexpr std::string_view alphabet = "0123456789abcdef";
    std::string out;
    for (int i = digits - 1; i >= 0; --i)
        out += alphabet[(value >> (4 * i)) & 15];
    return out;
}

Json codeable(const Coding& coding)
{
    return {{"coding",
             Json::array({{{"system", coding.system}, {"code", coding.code}, {"display", coding.display}}})},
            {"text", coding.display}};
}

Json coded(std::string_view system, std::string_view code)
{
    return {{"coding", Json::array({{{"system", system}, {"code", code}}})}};
}

Json reference(std::string_view type, const std::string& id)
{
    return {{"reference", std::string(type) + '/' + id}};
}

std::string dateText(Time time)
{
    return timeText(time).substr(0, 10);
}

} // namespace

/// Writes one record's JSON; holds its place, so that every draw is tied to it.
class RecordWriter
{
public:
    RecordWriter(const SyntheticRecords& records, Kind kind, std::uint64_t patient, std::uint64_t index)
        : m_records(records), m_kind(kind), m_patient(patient), m_index(index)
    {
    }

    Json patient() const
    {
        auto out = begin("Patient");
        const bool woman = draw(1) % 2 == 0;
        const auto& given = woman ? pick(womensNames, draw(2)) : pick(mensNames, draw(2));
        const Time birth = sys_days(year(1935) / January / 1) + hours(24 * (draw(4) % (365 * 85)));
        out["identifier"] = Json::array({{{"system", "urn:oid:2.16.840.1.113883.4.3"},
                                          {"value", "MRN-" + std::to_string(m_patient + 1)}}});
        out["active"] = true;
        out["name"] = Json::array(
            {{{"use", "official"}, {"family", pick(familyNames, draw(3))}, {"given", Json::array({given})}}});
        out["gender"] = woman ? "female" : "male";
        out["birthDate"] = dateText(birth);
        return out;
    }

    Json group() const
    {
        auto out = begin("Group");
        out["active"] = true;
        out["type"] = "person";
        out["actual"] = true;
        out["name"] = m_records.groupName(m_patient);
        const auto size = m_records.groupSize(m_patient);
        out["quantity"] = size;
        out["member"] = Json::array();
        for (std::uint64_t i = 0; i < size; ++i) {
            const auto member = i * SyntheticRecords::cohorts + m_patient;
            out["member"].push_back({{"entity", reference("Patient", m_records.id(Kind::Patient, member))}});
        }
        return out;
    }

    Json encounter() const
    {
        auto out = begin("Encounter");
        const auto& type = pick(encounterTypes, draw(1));
        const auto start = m_records.encounterStart(m_patient, m_index);
        const bool emergency = type.code == "50849002";
        out["status"] = "finished";
        out["class"] = {{"system", "http://terminology.hl7.org/CodeSystem/v3-ActCode"},
                        {"code", emergency ? "EMER" : "AMB"}};
        out["type"] = Json::array({codeable(type)});
        out["subject"] = subject();
        out["period"] = {{"start", timeText(start)}, {"end", timeText(start + minutes(15 + draw(2) % 180))}};
        return out;
    }

    Json condition() const
    {
        auto out = begin("Condition");
        const auto& what = conditions[(draw(1) + m_index) % conditions.size()];
        out["clinicalStatus"] = coded("http://terminology.hl7.org/CodeSystem/condition-clinical",
                                      draw(2) % 3 == 0 ? "resolved" : "active");
        out["verificationStatus"] =
            coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed");
        out["category"] = Json::array(
            {coded("http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis")});
        out["code"] = codeable(what);
        out["subject"] = subject();
        out["encounter"] = encounterReference();
        out["onsetDateTime"] = timeText(encounterTime());
        out["recordedDate"] = timeText(encounterTime());
        return out;
    }

    Json observation() const
    {
        auto out = begin("Observation");
        const auto& what = measurements[m_index % measurements.size()];
        out["status"] = "final";
        out["category"] =
            Json::array({coded("http://terminology.hl7.org/CodeSystem/observation-category", what.category)});
        out["code"] = codeable(what.coding);
        out["subject"] = subject();
        out["encounter"] = encounterReference();
        out["effectiveDateTime"] = timeText(encounterTime() + minutes(5));
        out["issued"] = timeText(encounterTime() + minutes(5));
        out["valueQuantity"] = {
            {"value", valueOf(what)}, {"unit", what.unit}, {"system", ucum}, {"code", what.unit}};
        return out;
    }

private:
    std::uint64_t draw(std::uint64_t what) const { return m_records.draw(m_kind, m_patient, m_index, what); }

    Json begin(std::string_view type) const
    {
        return {{"resourceType", type},
                {"id", m_records.id(m_kind, m_patient, m_index)},
                {"meta", {{"lastUpdated", timeText(m_records.lastUpdated(m_kind, m_patient, m_index))}}}};
    }
    Json subject() const { return reference("Patient", m_records.id(Kind::Patient, m_patient)); }
    std::uint64_t encounterIndex() const { return m_records.encounterOf(m_kind, m_patient, m_index); }
    Json encounterReference() const
    {
        return reference("Encounter", m_records.id(Kind::Encounter, m_patient, encounterIndex()));
    }
    Time encounterTime() const { return m_records.encounterStart(m_patient, encounterIndex()); }

    double valueOf(const Measurement& what) const
    {
        const double scale = std::pow(10, what.decimals);
        const auto steps = static_cast<std::uint64_t>(std::llround((what.high - what.low) * scale));
        return std::round(what.low * scale + static_cast<double>(draw(1) % (steps + 1))) / scale;
    }

    const SyntheticRecords& m_records;
    Kind m_kind;
    std::uint64_t m_patient;
    std::uint64_t m_index;
};

std::uint64_t SyntheticRecords::draw(Kind kind, std::uint64_t patient, std::uint64_t index,
                                     std::uint64_t what) const
{
    return mix(mix(mix(mix(m_seed) ^ patient) ^ (static_cast<std::uint64_t>(kind) << 32 | index)) ^ what);
}

std::uint64_t SyntheticRecords::count(Kind kind, std::uint64_t patient) const
{
    switch (kind) {
    case Kind::Encounter:
        return 2 + draw(kind, patient, 0, 100) % 3;
    case Kind::Observation:
        return 8 + draw(kind, patient, 0, 100) % 5;
    case Kind::Condition:
        return 1 + draw(kind, patient, 0, 100) % 3;
    case Kind::Group:
    case Kind::Patient:
        break;
    }
    return 1;
}

Time SyntheticRecords::encounterStart(std::uint64_t patient, std::uint64_t index) const
{
    return firstDay + minutes(draw(Kind::Encounter, patient, index, 101) % windowMinutes);
}

std::uint64_t SyntheticRecords::encounterOf(Kind kind, std::uint64_t patient, std::uint64_t index) const
{
    return draw(kind, patient, index, 102) % count(Kind::Encounter, patient);
}

Time SyntheticRecords::lastUpdated(Kind kind, std::uint64_t patient, std::uint64_t index) const
{
    if (kind == Kind::Patient || kind == Kind::Group)
        return firstDay + minutes(draw(kind, patient, index, 103) % windowMinutes);
    const auto encounter = kind == Kind::Encounter ? index : encounterOf(kind, patient, index);
    return encounterStart(patient, encounter) + hours(4) +
           minutes(draw(kind, patient, index, 103) % (48 * 60));
}

std::string SyntheticRecords::id(Kind kind, std::uint64_t patient, std::uint64_t index) const
{
    // Shaped as a UUID of version 8 (RFC 9562); the place stands in the last part, which makes it unique for
    // sure.
    const auto noise = draw(kind, patient, index, 104);
    const auto place = patient * 64 + index;
    return hexDigits(noise, 8) + '-' + hexDigits(noise >> 32, 4) + "-8" + hexDigits(noise >> 48, 3) + "-a" +
           hexDigits(static_cast<std::uint64_t>(kind), 3) + '-' + hexDigits(place, 12);
}

std::string SyntheticRecords::groupName(std::uint64_t group) const
{
    return std::string(cohortNames[group]);
}

std::uint64_t SyntheticRecords::groupSize(std::uint64_t group) const
{
    return std::min(largestCohort, (m_patients + cohorts - 1 - group) / cohorts);
}

std::string SyntheticRecords::text(Kind kind, std::uint64_t patient, std::uint64_t index) const
{
    const RecordWriter writer(*this, kind, patient, index);
    switch (kind) {
    case Kind::Condition:
        return writer.condition().dump();
    case Kind::Encounter:
        return writer.encounter().dump();
    case Kind::Group:
        return writer.group().dump();
    case Kind::Observation:
        return writer.observation().dump();
    case Kind::Patient:
        break;
    }
    return writer.patient().dump();
}

} // namespace countersign::trialsource
