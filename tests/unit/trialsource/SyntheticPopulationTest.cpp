#include "trialsource/SyntheticPopulation.h"

#include "tests/unit/trialsource/Reading.h"

#include <set>

namespace countersign::trialsource {

using namespace test;

TEST(SyntheticPopulation, sameSeedGivesTheSameBytes)
{
    const SyntheticPopulation first(7, 30);
    const SyntheticPopulation second(7, 30);
    const SyntheticPopulation other(8, 30);
    for (const auto& type : first.types()) {
        EXPECT_EQ(bytesOfType(first, type), bytesOfType(second, type)) << type;
        EXPECT_NE(bytesOfType(first, type), bytesOfType(other, type)) << type;
    }
}

// Demonstrations and recorded digests rely on these bytes: a change of the generator must be a decision.
TEST(SyntheticPopulation, bytesStayAsTheyWere)
{
    const SyntheticPopulation population(1, 1);
    const std::string first =
        R"({"resourceType":"Patient","id":"2b50a8c8-5978-8530-a004-000000000000",)"
        R"("meta":{"lastUpdated":"2023-08-25T10:11:00.000Z"},)"
        R"("identifier":[{"system":"urn:oid:2.16.840.1.113883.4.3","value":"MRN-1"}],"active":true,)"
        R"("name":[{"use":"official","family":"Fischer","given":["Paulo"]}],"gender":"male",)"
        R"("birthDate":"1962-08-17"})"
        "\n";
    EXPECT_EQ(bytesOfType(population, "Patient"), first);
    const SyntheticPopulation larger(1, 50);
    EXPECT_TRUE(bytesOfType(larger, "Patient").starts_with(first));
}

TEST(SyntheticPopulation, everyReferenceResolvesAndIdsAreUnique)
{
    const SyntheticPopulation population(3, 60);
    std::set<std::string> names;
    std::vector<std::string> references;
    for (const auto& type : population.types()) {
        std::uint64_t count = 0;
        for (const auto& record : recordsOf(bytesOfType(population, type))) {
            ASSERT_EQ(record["resourceType"], type);
            EXPECT_TRUE(names.insert(type + '/' + record["id"].get<std::string>()).second);
            collectReferences(record, references);
            ++count;
        }
        EXPECT_EQ(count, countResources(population, type, {}).value());
    }
    EXPECT_GT(references.size(), 60U * 10);
    for (const auto& reference : references)
        EXPECT_TRUE(names.contains(reference)) << reference;
}

TEST(SyntheticPopulation, anObservationsEncounterIsOfTheSamePatient)
{
    const SyntheticPopulation population(3, 20);
    std::map<std::string, std::string> patientOf;
    for (const auto& encounter : recordsOf(bytesOfType(population, "Encounter")))
        patientOf["Encounter/" + encounter["id"].get<std::string>()] = encounter["subject"]["reference"];
    for (const auto& observation : recordsOf(bytesOfType(population, "Observation")))
        EXPECT_EQ(patientOf.at(observation["encounter"]["reference"]), observation["subject"]["reference"]);
}

TEST(SyntheticPopulation, sinceKeepsExactlyWhatIsNewEnough)
{
    const SyntheticPopulation population(5, 40);
    Filter filter;
    filter.since = timeFromText("2025-01-01T00:00:00Z").value();
    std::uint64_t expected = 0;
    for (const auto& record : recordsOf(bytesOfType(population, "Observation")))
        expected +=
            timeFromText(record["meta"]["lastUpdated"].get<std::string>()).value() >= *filter.since ? 1 : 0;
    EXPECT_GT(expected, 0U);
    EXPECT_LT(expected, countResources(population, "Observation", {}).value());
    EXPECT_EQ(countResources(population, "Observation", filter).value(), expected);
}

TEST(SyntheticPopulation, aGroupsResourcesAreOfItsMembersOnly)
{
    const SyntheticPopulation population(5, 40);
    const auto groups = recordsOf(bytesOfType(population, "Group"));
    const auto listed = population.groups();
    ASSERT_EQ(groups.size(), listed.size());
    Filter filter;
    filter.patientsOnly = true;
    filter.group = population.membership(listed[2].id).value();
    std::set<std::string> members;
    for (const auto& member : groups[2]["member"])
        members.insert(member["entity"]["reference"].get<std::string>());
    EXPECT_EQ(members.size(), listed[2].quantity);
    EXPECT_EQ(recordsOf(bytesOfType(population, "Patient", filter)).size(), members.size());
    for (const auto& condition : recordsOf(bytesOfType(population, "Condition", filter)))
        EXPECT_TRUE(members.contains(condition["subject"]["reference"].get<std::string>()));
    EXPECT_TRUE(bytesOfType(population, "Group", filter).empty());
    EXPECT_FALSE(population.membership("nobody"));
}

} // namespace countersign::trialsource
