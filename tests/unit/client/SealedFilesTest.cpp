#include "client/SealedFiles.h"

#include "ReleasedDesk.h"
#include "base/Base64.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/StreamingSeal.h"

#include <QDir>
#include <QTest>

namespace countersign::test {

using client::SealedFiles;

namespace {

constexpr int patience = 60'000; // ms, for a busy machine; nothing waits for it to pass
const auto openings = QStringLiteral("/v1/openings");

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size());
}

/// Dora fetched both files of a release and kept them sealed; the server has them no more.
struct Desk : ReleasedDesk
{
    Desk()
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
        server.put(openings.toStdString(), wire::encode(wire::Done{7}));
        for (const auto& file : released())
            server.put(reportPath(file), wire::encode(wire::Done{8}));
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
    [[nodiscard]] QStringList openedFiles() const
    {
        return QDir(to.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    QTemporaryDir to;
    SealedFiles files{connection, session, log, book, keyStore, state.path(), world.clock};
};

} // namespace

class SealedFilesTest final : public QObject
{
    Q_OBJECT

private slots:
    void opensWithACodeAndReportsEach();
    void opensAfterTheExportHasEnded();
    void sendsNoCodeForWhatWasNotReleased();
    void sendsNoCodeWhenAnApprovalIsMissing();
    void refusesWhatWasChangedAndReportsNothing();
    void needsTheKeyOfThisMachine();
    void reportsAtTheNextContactWhatItCouldNot();
    void showsOnlyWhatIsThePersons();
};

void SealedFilesTest::opensWithACodeAndReportsEach()
{
    Desk desk;
    QCOMPARE(desk.files.groups().size(), std::size_t{1});
    QCOMPARE(desk.files.groups().front().files.size(), std::size_t{2});
    QCOMPARE(desk.open(), std::string("2"));
    for (const auto& file : desk.released())
        QCOMPARE(contentOf(desk.to.filePath(QString::fromStdString(file.name))),
                 QByteArray::fromStdString(TrustFixture::contentOf(file.type)));
    QCOMPARE(desk.openedFiles().size(), 2);                 // nothing hidden
    QCOMPARE(desk.server.asked(openings.toStdString()), 1); // one code for both
    for (const auto& file : desk.released())
        QTRY_COMPARE_WITH_TIMEOUT(desk.server.asked(Desk::reportPath(file)), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk.files.unreported(), 0, patience);
    QCOMPARE(desk.open(1), std::string("file-exists")); // never replaced
    QCOMPARE(desk.server.asked(openings.toStdString()), 1);
}

void SealedFilesTest::opensAfterTheExportHasEnded()
{
    Desk desk;
    desk.world.clock.advance(std::chrono::days(800)); // past its end, and its session
    desk.server.letIn(desk.scene.fetches.id, desk.world.server);
    desk.signIn();
    QCOMPARE(desk.open(1), std::string("1"));
}

// Notes lie where others may write: none makes this console open, and vouch for, what nobody released.
void SealedFilesTest::sendsNoCodeForWhatWasNotReleased()
{
    Desk desk;
    auto note = desk.note();
    note.file.sha256 = Digest();
    desk.change(note);
    QCOMPARE(desk.open(), std::string("digest-mismatch"));
    note = desk.note(1);
    note.request = Digest();
    desk.keep(desk.released().front());
    desk.change(note);
    QCOMPARE(desk.open(), std::string("other-subject"));
    QCOMPARE(desk.server.asked(openings.toStdString()), 0);
    QCOMPARE(desk.openedFiles(), QStringList());
}

void SealedFilesTest::sendsNoCodeWhenAnApprovalIsMissing()
{
    Desk desk;
    desk.job.decisions.pop_back(); // the release's
    desk.show();
    QCOMPARE(desk.open(), std::string("approval-missing"));
    QCOMPARE(desk.server.asked(openings.toStdString()), 0);
}

void SealedFilesTest::refusesWhatWasChangedAndReportsNothing()
{
    Desk desk;
    const auto path = desk.path(desk.released().front()) + ".sealed";
    auto bytes = contentOf(path);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    put(path, bytes);
    QCOMPARE(desk.open(1), std::string("seal-foreign"));
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    put(path, bytes.first(bytes.size() - 1));
    QVERIFY(desk.open(1).starts_with("seal-"));
    QCOMPARE(desk.openedFiles(), QStringList());
    QCOMPARE(desk.files.unreported(), 0);
    put(path, bytes);
    QCOMPARE(desk.open(1), std::string("1"));
}

void SealedFilesTest::needsTheKeyOfThisMachine()
{
    Desk desk;
    auto note = desk.note();
    const auto other = crypto::SigningKey::generate();
    note.key = other.thumbprint();
    desk.change(note);
    QCOMPARE(desk.open(1), std::string("key-missing"));
    QCOMPARE(desk.openedFiles(), QStringList());
}

void SealedFilesTest::reportsAtTheNextContactWhatItCouldNot()
{
    std::mutex guard; // it and what it guards outlive the server's threads: both consoles report
    std::string told;
    Desk desk;
    const auto& file = desk.released().front();
    desk.server.answerPost(Desk::reportPath(file),
                           [](const std::string&) { return std::string("nonsense"); });
    QCOMPARE(desk.open(1), std::string("1"));
    QTRY_COMPARE_WITH_TIMEOUT(desk.server.asked(Desk::reportPath(file)), 1, patience);
    QCOMPARE(desk.files.unreported(), 1);
    desk.server.answerPost(Desk::reportPath(file), [&](const std::string& body) {
        const std::lock_guard lock(guard);
        told = body;
        return wire::encode(wire::Done{9});
    });
    // Another console of the same person on this machine, later.
    SealedFiles later(desk.connection, desk.session, desk.log, desk.book, desk.keyStore, desk.state.path(),
                      desk.world.clock);
    desk.session.lock();
    const auto back = QCoro::waitFor(
        desk.session.unlock(Secret(std::string_view("password")), Secret(std::string_view("123456"))));
    QVERIFY(back);
    QTRY_COMPARE_WITH_TIMEOUT(later.unreported(), 0, patience);
    const std::lock_guard lock(guard);
    const auto report = wire::decode<wire::OpeningReport>(told);
    QVERIFY(report && report->allowed == 7 && report->release == desk.scene.release->digest);
}

void SealedFilesTest::showsOnlyWhatIsThePersons()
{
    Desk desk;
    auto note = desk.note();
    note.person = PersonId("erik");
    desk.change(note);
    QCOMPARE(desk.files.groups().front().files.size(), std::size_t{1});
    note = desk.note(1);
    note.server = ServerId("srv_other");
    desk.change(note);
    QVERIFY(desk.files.groups().empty());
    put(desk.folder.filePath("x.sealed.json"), "{");
    QVERIFY(desk.files.groups().empty());
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::SealedFilesTest)
#include "SealedFilesTest.moc"
