#include "client/Destination.h"

#include "client/Quarantine.h"
#include "client/Strings.h"

#include <limits>

#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>

namespace countersign::client {

namespace {

// Innermost first.
QStringList missing(const QString& folder)
{
    QStringList folders;
    for (auto path = QDir::cleanPath(folder); !QFileInfo::exists(path); path = QFileInfo(path).path())
        folders << path;
    return folders;
}

Result<QStringList> makeFolder(const QString& folder)
{
    const QFileInfo info(folder);
    if (!info.isAbsolute())
        return fail(ErrorCode::FileAccess, "the destination is not an absolute path");
    if (!info.exists()) {
        auto made = missing(folder);
        // Those above get the usual permissions; patients' data lie in the last one.
        if (!QDir().mkpath(info.absolutePath()) ||
            !QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)) {
            removeEmpty(made);
            return fail(ErrorCode::FileAccess, "the destination folder could not be made");
        }
        return made;
    }
    if (!info.isDir() || !info.isWritable())
        return fail(ErrorCode::FileAccess, "the destination is no folder that may be written to");
    return QStringList();
}

// Saturates: what overflows does not fit anywhere.
std::uint64_t sumOf(const std::vector<wire::ReleaseFile>& files)
{
    std::uint64_t sum = 0;
    for (const auto& file : files)
        sum = file.length > std::numeric_limits<std::uint64_t>::max() - sum
                  ? std::numeric_limits<std::uint64_t>::max()
                  : sum + file.length;
    return sum;
}

} // namespace

Result<QStringList> prepareDestination(const QString& folder, const std::vector<wire::ReleaseFile>& files)
{
    for (const auto& file : files)
        if (!isPlainFileName(file.name))
            return fail(ErrorCode::StatementRefused, "the release names a file with more than a name");
    auto made = makeFolder(folder);
    if (!made)
        return made;
    const QDir directory(folder);
    for (const auto& file : files) {
        const QFileInfo there(directory.filePath(qt(file.name)));
        if (there.exists() || there.isSymLink()) // a link to nothing does not exist
            return fail(ErrorCode::FileExists, file.name);
    }
    const QStorageInfo storage(folder);
    if (storage.isValid() && static_cast<std::uint64_t>(storage.bytesAvailable()) < sumOf(files)) {
        removeEmpty(*made);
        return fail(ErrorCode::DiskFull, std::to_string(sumOf(files)) + " bytes are needed");
    }
    return made;
}

void removeEmpty(const QStringList& made)
{
    for (const auto& folder : made)
        if (QFileInfo::exists(folder) && !QDir().rmdir(folder))
            return;
}

} // namespace countersign::client
