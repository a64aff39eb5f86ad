#include "client/Quarantine.h"

#include "LesserDisk.h"

#include <cerrno>

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

} // namespace
} // namespace countersign::client
