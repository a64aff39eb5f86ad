#include "client/LogFiles.h"

#include "client/Strings.h"

#include <filesystem>

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace countersign::client {

namespace {

constexpr auto ownerAlone = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

// Without it a crash may undo the renaming, and this console would start from what it knew before.
void syncFolder([[maybe_unused]] const QString& folder)
{
#ifdef Q_OS_UNIX
    const int handle = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return;
    ::fsync(handle);
    ::close(handle);
#endif
}

bool makeFolder(const QString& folder)
{
    if (QDir(folder).exists())
        return true;
    const auto parent = QFileInfo(folder).path();
    return parent != folder && makeFolder(parent) && (QDir().mkdir(folder) || QDir(folder).exists()) &&
           QFile::setPermissions(folder, ownerAlone | QFileDevice::ExeOwner); // names of people are in it
}

} // namespace

Result<void> writeLogFile(const QString& file, const QByteArray& bytes)
{
    const auto folder = QFileInfo(file).path();
    if (!makeFolder(folder))
        return fail(ErrorCode::FileAccess, folder.toStdString());
    QSaveFile target(file); // syncs before it renames
    if (!target.open(QIODevice::WriteOnly) || !target.setPermissions(ownerAlone) ||
        target.write(bytes) != bytes.size() || !target.commit())
        return fail(target.error() == QFileDevice::ResourceError ? ErrorCode::DiskFull
                                                                 : ErrorCode::FileAccess,
                    file.toStdString() + ": " + target.errorString().toStdString());
    syncFolder(folder);
    return {};
}

Result<void> copyLogFile(const QString& file, const QString& copy)
{
    // Nothing writes into a file that lies there (see above), so another name for it will do, at once.
    const auto linked = [&] {
        std::error_code failed;
        std::filesystem::create_hard_link(file.toStdU16String(), copy.toStdU16String(), failed);
        return !failed;
    };
    const bool there =
        QFile::exists(copy) || (makeFolder(QFileInfo(copy).path()) && (linked() || QFile::copy(file, copy)));
    return there ? Result<void>{} : fail(ErrorCode::FileAccess, copy.toStdString());
}

Result<Bytes> readLogFile(const QString& file, qint64 limit)
{
    QFile source(file);
    if (!source.exists())
        return Bytes{};
    if (!source.open(QIODevice::ReadOnly) || source.size() > limit)
        return fail(ErrorCode::FileAccess, file.toStdString());
    return copyOf(bytesOf(viewOf(source.readAll())));
}

} // namespace countersign::client
