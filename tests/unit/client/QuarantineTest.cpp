#include "client/Quarantine.h"

#include "LesserDisk.h"

#include <cerrno>
#include <fstream>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

class QuarantineTest : public testing::Test
{
protected:
    // A file written and given its name; what became of it.
    std::string name() const
    {
        auto file = Quarantine::create(folder.path(), "Patient.000.ndjson", FileId("0a"));
        const auto written = file ? file->write(bytesOf("ours")) : tl::unexpected(file.error());
        const auto named = written ? file->giveName() : written;
        return named ? "named" : std::string(codeText(named.error().code));
    }
    // Hidden ones, too, each with what it holds.
    std::string lies() const
    {
        QStringList all;
        for (const auto& entry :
             QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
            QFile file(folder.filePath(entry));
            all << entry + ": " + (file.open(QIODevice::ReadOnly) ? file.readAll() : "unreadable");
        }
        return all.join(u'\n').toStdString();
    }

    const std::string ours = "Patient.000.ndjson: ours";
    QTemporaryDir folder;
    test::LesserDisk disk;
};

TEST_F(QuarantineTest, AFolderThatCannotBeSyncedIsNoFailure)
{
    for (const int error : {EINVAL, ENOTSUP, EBADF}) {
        disk.folderSync = error;
        EXPECT_EQ(name(), "named") << error;
        EXPECT_EQ(lies(), ours) << error;
        EXPECT_TRUE(QFile::remove(folder.filePath("Patient.000.ndjson")));
    }
}

TEST_F(QuarantineTest, WhatIsRefusedHasNoName)
{
    disk.folderSync = EIO;
    EXPECT_EQ(name(), "file-access");
    EXPECT_EQ(lies(), "");
}

// What came between the last look and the name.
TEST_F(QuarantineTest, ReplacesNothingWhereRenamingMay)
{
    disk.renameNoReplace = EINVAL;
    disk.beforeName = [this] {
        std::ofstream(folder.filePath("Patient.000.ndjson").toStdString()) << "theirs";
    };
    EXPECT_EQ(name(), "file-exists");
    EXPECT_EQ(lies(), "Patient.000.ndjson: theirs");
}

TEST_F(QuarantineTest, NamesWhatItCanWithoutHardLinks)
{
    disk.renameNoReplace = EINVAL;
    for (const int error : {0, EPERM, ENOTSUP, ENOSYS}) { // 0: with them
        disk.link = error;
        EXPECT_EQ(name(), "named") << error;
        EXPECT_EQ(lies(), ours) << error; // under one name
        EXPECT_EQ(name(), "file-exists") << error;
        EXPECT_TRUE(QFile::remove(folder.filePath("Patient.000.ndjson")));
    }
}

} // namespace
} // namespace countersign::client
