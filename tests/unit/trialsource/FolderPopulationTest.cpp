#include "trialsource/FolderPopulation.h"

#include "tests/unit/trialsource/Reading.h"

#include <set>

#include <gmock/gmock.h>

namespace countersign::trialsource {

using namespace test;
using testing::ElementsAre;

namespace {

class FolderPopulationTest : public testing::Test
{
protected:
    FolderPopulationTest() { writeSmallSet(m_folder); }
    std::shared_ptr<const FolderPopulation> open(std::uint64_t replicas = 1)
    {
        return FolderPopulation::open(m_folder.path(), replicas).value();
    }
    std::string onDisk(const std::string& name)
    {
        std::ifstream stream(m_folder.path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    Folder m_folder;
};

} // namespace

TEST_F(FolderPopulationTest, takesResourceFilesAndNothingElse)
{
    EXPECT_THAT(open()->types(), ElementsAre("Claim", "Encounter", "Group", "Organization", "Patient"));
}

TEST_F(FolderPopulationTest, filesAreServedByteByByte)
{
    const auto population = open();
    for (const auto& type : population->types()) {
        const auto segments = population->segments(type, {});
        ASSERT_EQ(segments.size(), 1U);
        EXPECT_EQ(bytesOfSegment(*population, segments[0]), onDisk("1." + type + ".ndjson"));
    }
    EXPECT_EQ(population->segments("Patient", {})[0].resources, 2U);
}

TEST_F(FolderPopulationTest, partsOfAFileTogetherAreTheFile)
{
    const auto population = open();
    const auto parts = planParts(*population, "Patient", {}, 1, {}).value();
    ASSERT_EQ(parts.size(), 2U);
    std::string all;
    for (const auto& part : parts) {
        auto reader = population->open(part.segment, {}, part.position).value();
        ASSERT_TRUE(reader->advance().value());
        ASSERT_TRUE(reader->append(all));
    }
    EXPECT_EQ(all, onDisk("1.Patient.ndjson"));
}

TEST_F(FolderPopulationTest, replicasHaveTheirOwnIdsAndAgreeWithin)
{
    const auto population = open(3);
    std::set<std::string> names;
    std::vector<std::string> references;
    for (const auto& type : population->types()) {
        for (const auto& record : recordsOf(bytesOfType(*population, type))) {
            EXPECT_TRUE(names.insert(type + '/' + record["id"].get<std::string>()).second);
            collectReferences(record, references);
        }
    }
    EXPECT_EQ(names.size(), 3U * 7);
    std::size_t inside = 0;
    for (auto reference : references) {
        if (reference.starts_with("urn:uuid:"))
            reference.replace(0, 9, "Patient/");
        inside += names.contains(reference) ? 1 : 0;
    }
    // 3 x (2 members, claim to patient and encounter, encounter to patient); the other 3 x 3 point elsewhere.
    EXPECT_EQ(inside, 3U * 5);
    EXPECT_EQ(references.size(), 3U * 8);
}

TEST_F(FolderPopulationTest, aReplicaChangesNothingButIds)
{
    const auto population = open(2);
    const auto copy = bytesOfSegment(*population, population->segments("Claim", {})[1]);
    EXPECT_THAT(copy, testing::HasSubstr(R"("id":"c1-r1","patient":{"reference":"Patient/a-r1"})"));
    EXPECT_THAT(copy, testing::HasSubstr(R"("id":"cov"}])"));
    EXPECT_THAT(copy, testing::HasSubstr(R"("reference":"#cov")"));
    EXPECT_THAT(copy, testing::HasSubstr(R"("reference":"Organization?identifier=x|1")"));
    EXPECT_THAT(copy, testing::HasSubstr(R"("reference":"https://elsewhere.example/fhir/Location/1")"));
    EXPECT_THAT(copy, testing::HasSubstr(R"([{"reference":"Encounter/e1-r1"}])"));
    const auto patients = bytesOfSegment(*population, population->segments("Patient", {})[1]);
    EXPECT_THAT(patients, testing::HasSubstr(R"("id" : "b-r1" , "name":[{"id":"n1","family":"\u00c9"}]})"));
}

TEST_F(FolderPopulationTest, aGroupOfAReplicaHasThatReplicasMembers)
{
    const auto population = open(2);
    Filter filter;
    filter.patientsOnly = true;
    filter.group = population->membership("g1-r1").value();
    const auto patients = recordsOf(bytesOfType(*population, "Patient", filter));
    ASSERT_EQ(patients.size(), 1U);
    EXPECT_EQ(patients[0]["id"], "a-r1");
    EXPECT_EQ(countResources(*population, "Claim", filter).value(), 1U);
    EXPECT_EQ(countResources(*population, "Organization", filter).value(), 0U);
    EXPECT_FALSE(population->membership("g1-r2"));
    EXPECT_FALSE(population->membership("g3"));
}

TEST_F(FolderPopulationTest, sinceLeavesOutTheOldAndKeepsTheUndated)
{
    const auto population = open();
    Filter filter;
    filter.since = timeFromText("2021-05-02T04:30:00Z").value();
    const auto patients = recordsOf(bytesOfType(*population, "Patient", filter));
    ASSERT_EQ(patients.size(), 1U);
    EXPECT_EQ(patients[0]["id"], "b");
    EXPECT_EQ(countResources(*population, "Encounter", filter).value(), 1U);
    filter.since = *filter.since + std::chrono::milliseconds(1);
    EXPECT_EQ(countResources(*population, "Encounter", filter).value(), 0U);
}

TEST_F(FolderPopulationTest, aBrokenLineIsAnErrorNotASilentGap)
{
    m_folder.write("2.Encounter.ndjson",
                   "{\"resourceType\":\"Encounter\",\"id\":\"e2\"}\n{\"resourceType\":\n");
    const auto population = open();
    Filter filter;
    filter.patientsOnly = true;
    EXPECT_EQ(countResources(*population, "Encounter", filter).error().code, ErrorCode::SourceData);
}

TEST(FolderPopulationOpen, aFolderWithoutResourcesIsRefused)
{
    const Folder folder;
    folder.write("log.ndjson", "{\"eventId\":\"kickoff\"}\n");
    EXPECT_EQ(FolderPopulation::open(folder.path(), 1).error().code, ErrorCode::FileAccess);
    EXPECT_EQ(FolderPopulation::open(folder.path() / "none", 1).error().code, ErrorCode::FileAccess);
}

} // namespace countersign::trialsource
