#pragma once

#include "trialsource/Population.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace countersign::trialsource::test {

/// All wanted bytes of one segment.
inline std::string bytesOfSegment(const Population& population, const Segment& segment,
                                  const Filter& filter = {})
{
    std::string out;
    auto reader = population.open(segment, filter);
    EXPECT_TRUE(reader);
    for (auto more = (*reader)->advance(); more && *more; more = (*reader)->advance())
        EXPECT_TRUE((*reader)->append(out));
    return out;
}

inline std::string bytesOfType(const Population& population, std::string_view type, const Filter& filter = {})
{
    std::string out;
    for (const auto& segment : population.segments(type, filter)) {
        out += bytesOfSegment(population, segment, filter);
        if (!out.empty() && out.back() != '\n')
            out += '\n';
    }
    return out;
}

inline std::vector<nlohmann::json> recordsOf(const std::string& ndjson)
{
    std::vector<nlohmann::json> out;
    std::istringstream stream(ndjson);
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty())
            out.push_back(nlohmann::json::parse(line));
    }
    return out;
}

/// The texts of all `reference` members.
inline void collectReferences(const nlohmann::json& json, std::vector<std::string>& out)
{
    for (const auto& [key, value] : json.items()) {
        if (key == "reference" && value.is_string())
            out.push_back(value.get<std::string>());
        else if (value.is_structured())
            collectReferences(value, out);
    }
}

/// A folder that goes with the test.
class Folder
{
public:
    Folder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "trialsource-XXXXXX").string();
        m_path = mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    void write(const std::string& name, std::string_view text) const
    {
        std::ofstream(m_path / name, std::ios::binary) << text;
    }

private:
    std::filesystem::path m_path;
};

/// Two patients in two groups and what belongs to them; odd bytes on purpose.
inline void writeSmallSet(const Folder& folder)
{
    folder.write(
        "1.Patient.ndjson",
        "{\"resourceType\":\"Patient\",\"id\":\"a\",\"meta\":{\"lastUpdated\":\"2020-01-01T00:00:00Z\"}}\r\n"
        "\n"
        "{ \"resourceType\" : \"Patient\", \"id\" : \"b\" , "
        "\"name\":[{\"id\":\"n1\",\"family\":\"\\u00c9\"}]}");
    folder.write(
        "1.Group.ndjson",
        R"({"resourceType":"Group","id":"g1","name":"One","member":[{"entity":{"reference":"urn:uuid:a"}}]})"
        "\n"
        R"({"resourceType":"Group","id":"g2","quantity":1,"member":[{"entity":{"reference":"Patient/b"}}]})"
        "\n");
    folder.write("1.Claim.ndjson", R"({"resourceType":"Claim","id":"c1","patient":{"reference":"Patient/a"},)"
                                   R"("contained":[{"resourceType":"Coverage","id":"cov"}],)"
                                   R"("insurance":[{"coverage":{"reference":"#cov"}}],)"
                                   R"("provider":{"reference":"Organization?identifier=x|1"},)"
                                   R"("facility":{"reference":"https://elsewhere.example/fhir/Location/1"},)"
                                   R"("item":[{"encounter":[{"reference":"Encounter/e1"}]}]})"
                                   "\n");
    folder.write("1.Encounter.ndjson",
                 R"({"resourceType":"Encounter","id":"e1","subject":{"reference":"Patient/a"},)"
                 R"("meta":{"lastUpdated":"2021-05-01T23:30:00-05:00"}})"
                 "\n");
    folder.write("1.Organization.ndjson", "{\"resourceType\":\"Organization\",\"id\":\"o\"}\n");
    folder.write("log.ndjson", "{\"exportId\":\"x\",\"eventId\":\"kickoff\"}\n");
    folder.write("notes.txt", "{\"resourceType\":\"Patient\",\"id\":\"never\"}\n");
}

} // namespace countersign::trialsource::test
