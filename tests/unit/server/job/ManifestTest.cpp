#include "server/job/Manifest.h"

#include "server/artifact/SealedObject.h"
#include "server/job/SealedUrl.h"
#include "unit/server/session/ServerFixture.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

class ManifestTest : public ::testing::Test
{
protected:
    ManifestTest()
    {
        request.types = {"Patient", "Condition"};
        manifest.transactionTime = "2026-11-24T08:00:00Z";
        manifest.requiresAccessToken = true;
        manifest.files = {{"Patient", "https://source/a", 3},
                          {"Condition", "https://source/b", {}},
                          {"Patient", "https://source/c", 4}};
    }
    Result<std::vector<FileRow>> rows() { return filesOf(manifest, request, JobId("job_1"), vault); }
    std::string refusal()
    {
        const auto found = rows();
        return found ? "" : std::string(codeText(found.error().code));
    }

    test::MemoryVault vault;
    wire::ExportRequestBody request;
    SourceManifest manifest;
};

TEST_F(ManifestTest, FilesGetNamesOfOurs)
{
    const auto found = rows();
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 3u);
    EXPECT_EQ(found->at(0).name, "Patient.000.ndjson");
    EXPECT_EQ(found->at(1).name, "Condition.000.ndjson");
    EXPECT_EQ(found->at(2).name, "Patient.001.ndjson");
    EXPECT_EQ(found->at(2).ordinal, 2);
    EXPECT_EQ(found->at(0).expected, 3u);
    EXPECT_FALSE(found->at(1).expected);
    EXPECT_TRUE(found->at(0).needsToken);
    EXPECT_NE(found->at(0).id, found->at(2).id);
    EXPECT_TRUE(fileIdBytes(found->at(0).id));
}

TEST_F(ManifestTest, AddressesAreSealedEachToItsFile)
{
    const auto found = rows();
    ASSERT_TRUE(found);
    const auto& [first, last] = std::pair(found->at(0), found->at(2));
    EXPECT_EQ(first.url.find("source"), std::string::npos);
    EXPECT_EQ(openUrl(vault, first.url, first.id.text()), "https://source/a");
    EXPECT_FALSE(openUrl(vault, first.url, last.id.text())) << "another file's address";
}

TEST_F(ManifestTest, WhatPeopleCouldNotJudgeIsRefused)
{
    manifest.files.push_back({"Observation", "https://source/d", 1});
    EXPECT_EQ(refusal(), "source-other-type");
    manifest.files.pop_back();
    manifest.errorFiles = 1;
    EXPECT_EQ(refusal(), "source-incomplete");
    manifest.errorFiles = 0;
    EXPECT_EQ(refusal(), "");
    manifest.transactionTime.clear();
    EXPECT_EQ(refusal(), "source-data");
    manifest.transactionTime = "2026-11-24T08:00:00Z";
    manifest.files.clear();
    EXPECT_EQ(refusal(), "source-nothing");
}

} // namespace
} // namespace countersign::server
