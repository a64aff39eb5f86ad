#include "client/SealedFile.h"

#include "base/Base64.h"
#include "client/ReleasedFile.h"
#include "client/Strings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace countersign::client {

namespace {

constexpr qint64 largestNote = 64 * 1024;
constexpr qint64 pieceLength = 1024 * 1024;

// Others may write where these lie: a pipe or a device would be waited for, or read without end. What was
// opened is looked at, not what lay there before.
Result<void> openRegular(QFile& file)
{
    const int handle =
        ::open(QFile::encodeName(file.fileName()).constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat there = {};
    if (handle >= 0 && ::fstat(handle, &there) == 0 && S_ISREG(there.st_mode) &&
        file.open(handle, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return {};
    if (handle >= 0)
        ::close(handle);
    return fail(ErrorCode::FileAccess, file.fileName().toStdString());
}

// Of a sealed file that never got its name: the console was stopped in between.
void removeOrphan(const QString& folder, const SealedNote& note)
{
    const QDir directory(folder);
    const auto path = directory.filePath(qt(sealedNoteName(note.file.name)));
    if (QFileInfo::exists(directory.filePath(qt(sealedName(note.file.name)))))
        return;
    if (const auto there = readSealedNote(path); there && there->file.id == note.file.id)
        QFile::remove(path);
}

} // namespace

std::string sealedName(const std::string& name)
{
    return name + ".sealed";
}

std::string sealedNoteName(const std::string& name)
{
    return name + ".sealed.json";
}

Result<void> writeSealedNote(const QString& folder, const SealedNote& note)
{
    removeOrphan(folder, note);
    auto file = Quarantine::create(folder, sealedNoteName(note.file.name), note.file.id);
    if (!file)
        return tl::unexpected(file.error());
    if (auto written = file->write(bytesOf(wire::encode(note))); !written)
        return written;
    return file->giveName();
}

Result<SealedNote> readSealedNote(const QString& path)
{
    QFile file(path);
    if (auto opened = openRegular(file); !opened)
        return tl::unexpected(opened.error());
    const auto bytes = file.read(largestNote + 1);
    if (bytes.size() > largestNote)
        return fail(ErrorCode::TooLarge, path.toStdString());
    auto note = wire::decode<SealedNote>(viewOf(bytes));
    if (note && (note->v != 1 || !isPlainFileName(note->file.name)))
        return fail(ErrorCode::BadRequest, "a note of another version");
    return note;
}

Result<QString> openSealedFile(const QString& from, const QString& to, const wire::ReleaseFile& released,
                               const Digest& request, const Secret& fileKey, Unsealing& unsealing)
{
    QFile file(QDir(from).filePath(qt(sealedName(released.name))));
    if (auto opened = openRegular(file); !opened)
        return tl::unexpected(opened.error());
    const auto id = fromHex(released.id.text());
    if (!id)
        return tl::unexpected(id.error());
    auto target = Quarantine::create(to, released.name, released.id);
    if (!target)
        return tl::unexpected(target.error());
    ReleasedFile opening(std::move(*target), fileKey, crypto::streaming::associatedData(*id, request),
                         {released.length, released.sha256}, ReleasedFile::Keep::Opened);
    for (;;) {
        if (unsealing.cancelled)
            return fail(ErrorCode::Cancelled);
        const auto piece = file.read(pieceLength);
        if (piece.isEmpty())
            break;
        if (auto added = opening.add(bytesOf(viewOf(piece))); !added)
            return tl::unexpected(added.error());
        unsealing.bytes += static_cast<std::uint64_t>(piece.size());
    }
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorCode::FileAccess, file.errorString().toStdString());
    if (auto checked = opening.check(); !checked)
        return tl::unexpected(checked.error());
    return opening.giveName();
}

} // namespace countersign::client
