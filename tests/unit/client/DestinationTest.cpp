#include "client/Destination.h"

#include <limits>

#include <QFileInfo>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

struct DestinationTest : testing::Test
{
    std::string prepare(const QString& folder, std::uint64_t length) const
    {
        const wire::ReleaseFile file{FileId("0a"), "Patient.000.ndjson", "Patient", 1, length, Digest()};
        const auto made = prepareDestination(folder, {file});
        return made ? "made" : std::string(codeText(made.error().code));
    }

    QTemporaryDir home;
    QString above = home.filePath("of today");
};

TEST_F(DestinationTest, LeavesNoFolderForWhatItHasNoRoomFor)
{
    EXPECT_EQ(prepare(above + "/files", std::numeric_limits<std::uint64_t>::max()), "disk-full");
    EXPECT_FALSE(QFileInfo::exists(above));
    EXPECT_EQ(prepare(above + "/files", 1), "made");
    EXPECT_EQ(prepare(above + "/files", std::numeric_limits<std::uint64_t>::max()), "disk-full");
    EXPECT_TRUE(QFileInfo::exists(above + "/files")) << "it was there before";
}

TEST_F(DestinationTest, LeavesNoFolderAboveOneThatCannotBeMade)
{
    const QString tooLong(1000, u'x');
    EXPECT_EQ(prepare(above + '/' + tooLong, 1), "file-access");
    EXPECT_FALSE(QFileInfo::exists(above));
}

} // namespace
} // namespace countersign::client
