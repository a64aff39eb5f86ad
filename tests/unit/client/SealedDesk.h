#pragma once

#include "ReleasedDesk.h"
#include "base/Base64.h"
#include "client/SealedFiles.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/StreamingSeal.h"

#include <QDir>

namespace countersign::test {

constexpr int patience = 60'000; // ms, for a busy machine; nothing waits for it to pass
inline const std::string openings = "/v1/openings";

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

inline void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size());
}

/// Dora fetched both files of a release and kept them sealed; the server has them no more.
struct SealedDesk : ReleasedDesk
{
    SealedDesk()
    {
        job.state = wire::JobState::Retrieved;
        show();
        for (const auto& file : released())
            keep(file);
        allow();
        const auto kept = files.remember(folder.path());
        QVERIFY(kept);
    }

    void keep(const wire::ReleaseFile& file)
    {
        const auto fileKey = crypto::randomSecret(32);
        crypto::StreamingSealer sealer(
            fileKey, crypto::streaming::associatedData(*fromHex(file.id.text()), scene.request.digest));
        Bytes sealed;
        sealer.add(bytesOf(TrustFixture::contentOf(file.type)), sealed);
        sealer.finish(sealed);
        put(path(file) + ".sealed",
            QByteArray(reinterpret_cast<const char*>(sealed.data()), static_cast<qsizetype>(sealed.size())));
        client::SealedNote note;
        note.server = world.server;
        note.person = scene.fetches.id;
        note.job = job.id;
        note.request = scene.request.digest;
        note.release = scene.release->digest;
        note.key = scene.fetches.encryption.thumbprint();
        note.file = file;
        note.wrappedKey = *crypto::wrapFileKey(fileKey, scene.fetches.encryption.publicKey(), file.id,
                                               scene.release->digest);
        note.received = world.clock.now();
        change(note);
    }
    void change(const client::SealedNote& note)
    {
        put(path(note.file) + ".sealed.json", QByteArray::fromStdString(wire::encode(note)));
    }
    [[nodiscard]] client::SealedNote note(std::size_t at = 0) const
    {
        return client::readSealedNote(path(released().at(at)) + ".sealed.json").value();
    }
    [[nodiscard]] QString path(const wire::ReleaseFile& file) const
    {
        return folder.filePath(QString::fromStdString(file.name));
    }

    void allow()
    {
        server.put(openings, wire::encode(wire::Done{7}));
        for (const auto& file : released())
            take(file);
    }
    // A report is entered as it should be, or as `spoil` has it.
    using Spoil = std::function<void(wire::AuditEntry&)>;
    void take(const wire::ReleaseFile& file, const Spoil& spoil = {})
    {
        server.answerPost(reportPath(file), [this, books = books, id = file.id,
                                             spoil](const std::string& body) {
            const auto report = wire::decode<wire::OpeningReport>(body).value();
            auto entry =
                entryOf("download.unsealed", id,
                        {{"allowed", std::to_string(report.allowed)}, {"opened", timeText(report.opened)}});
            if (spoil)
                spoil(entry);
            return books->enter(server, entry);
        });
    }
    [[nodiscard]] static std::string reportPath(const wire::ReleaseFile& file)
    {
        return "/v1/files/" + file.id.text() + "/openings";
    }

    // The first ones, as released.
    std::string open(std::size_t count = 2)
    {
        auto groups = files.groups();
        if (groups.size() != 1)
            return "no such files";
        std::vector<FileId> ids;
        for (const auto& file : released())
            if (ids.size() < count)
                ids.push_back(file.id);
        const auto opened =
            QCoro::waitFor(files.open(groups.front(), ids, to.path(), Secret(std::string_view("123456"))));
        return opened ? std::to_string(*opened) : std::string(codeText(opened.error().code));
    }
    [[nodiscard]] QString stateFile() const { return state.filePath("sealed-dora.json"); }
    // The next contact.
    void comeBack()
    {
        session.lock();
        QVERIFY(QCoro::waitFor(
            session.unlock(Secret(std::string_view("password")), Secret(std::string_view("123456")))));
    }
    [[nodiscard]] QStringList openedFiles() const
    {
        return QDir(to.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    QTemporaryDir to;
    client::SealedFiles files{connection, session, log, book, keyStore, state.path(), world.clock};
};

} // namespace countersign::test
