#include "client/SealedFile.h"

#include "base/Base64.h"
#include "client/ReleasedFile.h"
#include "client/Strings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace countersign::client {

namespace {

constexpr qint64 largestNote = 64 * 1024;
constexpr qint64 pieceLength = 1024 * 1024;

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
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileAccess, path.toStdString());
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
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileAccess, file.fileName().toStdString());
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
