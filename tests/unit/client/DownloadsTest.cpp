#include "client/Downloads.h"

#include "ReleasedDesk.h"
#include "base/Base64.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/StreamingSeal.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

namespace countersign::test {

using client::Retrieval;

namespace {

constexpr int patience = 60'000; // ms, for a busy machine; nothing waits for it to pass

struct Desk : ReleasedDesk
{
    Desk()
    {
        server.put("/v1/retrievals", wire::encode(wire::Retrieval{RetrievalId("ret_1"), world.clock.now()}));
    }

    std::size_t available()
    {
        const auto done = QCoro::waitFor(book.refresh());
        return done ? downloads.available().size() : 99;
    }

    std::string begin(const QString& to)
    {
        const auto begun =
            QCoro::waitFor(downloads.begin(JobId("job_1"), to, Secret(std::string_view("123456"))));
        return begun ? "none" : std::string(codeText(begun.error().code));
    }

    /// Serves the released files, and takes receipts as `enter` has them entered.
    using Enter = std::function<wire::AuditEntry(wire::AuditEntry entry)>;
    void deliver(const Enter& enter)
    {
        for (const auto& file : released()) {
            const auto fileKey = crypto::randomSecret(32);
            crypto::StreamingSealer sealer(
                fileKey, crypto::streaming::associatedData(*fromHex(file.id.text()), scene.request.digest));
            Bytes sealed;
            sealer.add(bytesOf(TrustFixture::contentOf(file.type)), sealed);
            sealer.finish(sealed);
            server.put("/v1/tickets/" + file.id.text(), std::string(textOf(sealed)));
            const wire::Ticket ticket{"/v1/tickets/" + file.id.text(),
                                      file.id,
                                      sealed.size(),
                                      *crypto::wrapFileKey(fileKey, scene.fetches.encryption.publicKey(),
                                                           file.id, scene.release->digest),
                                      {}};
            server.put("/v1/files/" + file.id.text() + "/tickets", wire::encode(ticket));
            take(file.id, enter);
        }
    }
    void take(const FileId& file, const Enter& enter)
    {
        server.answerPost("/v1/tickets/" + file.text() + "/receipt", [this, books = books, file,
                                                                      enter](const std::string& body) {
            const auto receipt = wire::decode<wire::ReceiptPost>(body).value().receipt;
            return books->enter(server, enter(entryOf("download.receipt", file,
                                                      {{"receipt", receipt.payloadDigest().text()}})));
        });
    }

    [[nodiscard]] int codesSent() const { return server.asked("/v1/retrievals"); }

    client::Downloads downloads{connection, session, log, book, world.clock};
};

} // namespace

class DownloadsTest final : public QObject
{
    Q_OBJECT

private slots:
    void offersWhatIsReleasedToThePerson();
    void beginsOnceTheChainHolds();
    void sendsNoCodeWhenAnApprovalIsMissing();
    void sendsNoCodeWhenAStatementIsNotInTheLog();
    void sendsNoCodeWhereTheFilesCannotLie();
    void beginsNothingWhereTheLogBreaksMeanwhile();
    void usesNoTicketWhereTheLogBreaksMeanwhile();
    void leavesNoFolderWhereTheCodeIsRefused();
    void looksForItsReceiptsInTheLog();
    void believesNoReceiptThatTheLogDoesNotHold();
    void forgetsAllForTheNextPerson();
};

void DownloadsTest::offersWhatIsReleasedToThePerson()
{
    Desk desk;
    QCOMPARE(desk.available(), std::size_t{1});
    const auto files = desk.book.exports().front().release->files;
    desk.job.receipts.push_back({files.front().id, 1});
    desk.job.revision = 2;
    desk.show();
    QCOMPARE(desk.available(), std::size_t{1}); // a file is left
    desk.job.receipts.push_back({files.back().id, 1});
    desk.job.revision = 3;
    desk.show();
    QCOMPARE(desk.available(), std::size_t{0}); // fetched
    desk.job.receipts.clear();
    desk.job.state = wire::JobState::AwaitingRelease;
    desk.job.revision = 4;
    desk.show();
    QCOMPARE(desk.available(), std::size_t{0});
    desk.job.state = wire::JobState::Released;
    desk.job.revision = 5;
    desk.show();
    desk.world.clock.advance(std::chrono::days(8)); // past its end
    desk.connection.forgetTokens();
    QCOMPARE(desk.available(), std::size_t{0});
}

void DownloadsTest::beginsOnceTheChainHolds()
{
    Desk desk;
    const auto made = desk.folder.filePath("exports/diabetes");
    QSignalSpy added(&desk.downloads, &client::Downloads::added);
    QCOMPARE(desk.begin(made), std::string("none"));
    QCOMPARE(desk.codesSent(), 1);
    QCOMPARE(added.count(), 1);
    QCOMPARE(desk.downloads.retrievals().size(), std::size_t{1});
    const auto& retrieval = *desk.downloads.retrievals().front();
    QCOMPARE(retrieval.folder(), made);
    QCOMPARE(retrieval.files().size(), std::size_t{2});
    QCOMPARE(QFile::permissions(made) & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther),
             QFile::Permissions());
    QCOMPARE(desk.downloads.available().size(), std::size_t{0}); // under way
}

void DownloadsTest::sendsNoCodeWhenAnApprovalIsMissing()
{
    Desk desk;
    desk.job.decisions.pop_back(); // the release's
    desk.show();
    QCOMPARE(desk.begin(desk.folder.path()), std::string("approval-missing"));
    QCOMPARE(desk.codesSent(), 0);
    QVERIFY(desk.downloads.retrievals().empty());
    QCOMPARE(desk.downloads.available().size(), std::size_t{1}); // so that the person is told
}

void DownloadsTest::sendsNoCodeWhenAStatementIsNotInTheLog()
{
    Desk desk;
    // Rightly signed by an approver, but the log never held it.
    auto forged = desk.job.decisions.back();
    forged.signatures =
        desk.world.decide(desk.scene.approvesToo, {desk.scene.release->digest}, wire::Gate::Release)
            .signatures;
    desk.job.decisions.back() = forged;
    desk.show();
    QCOMPARE(desk.begin(desk.folder.path()), std::string("not-in-log"));
    QCOMPARE(desk.codesSent(), 0);
}

void DownloadsTest::sendsNoCodeWhereTheFilesCannotLie()
{
    Desk desk;
    QCOMPARE(desk.begin("relative/folder"), std::string("file-access"));
    QFile file(desk.folder.filePath("a-file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(desk.begin(file.fileName()), std::string("file-access"));
    QVERIFY(QFile::link("/nowhere", desk.folder.filePath("Patient.000.ndjson")));
    QCOMPARE(desk.begin(desk.folder.path()), std::string("file-exists"));
    QCOMPARE(desk.codesSent(), 0);
}

void DownloadsTest::beginsNothingWhereTheLogBreaksMeanwhile()
{
    Desk desk;
    desk.breakLogBefore("/v1/retrievals",
                        wire::encode(wire::Retrieval{RetrievalId("ret_1"), desk.world.clock.now()}));
    QSignalSpy added(&desk.downloads, &client::Downloads::added);
    QCOMPARE(desk.begin(desk.folder.filePath("exports/diabetes")), std::string("log-rolled-back"));
    QCOMPARE(desk.codesSent(), 1);
    QCOMPARE(added.count(), 0);
    QVERIFY(desk.downloads.retrievals().empty());
    QCOMPARE(desk.server.asked("/v1/files/"), 0);
    QVERIFY(QDir(desk.folder.path()).isEmpty());
}

void DownloadsTest::usesNoTicketWhereTheLogBreaksMeanwhile()
{
    Desk desk;
    QCOMPARE(desk.available(), std::size_t{1});
    auto view = *desk.book.find(JobId("job_1"));
    view.release->files.resize(1);
    const auto& file = view.release->files.front();
    wire::Ticket ticket;
    ticket.path = "/v1/tickets/t1";
    ticket.file = file.id;
    ticket.sealedLength = crypto::streaming::sealedLength(file.length);
    ticket.wrappedKey = *crypto::wrapFileKey(
        crypto::randomSecret(32), desk.scene.fetches.encryption.publicKey(), file.id, *view.releaseDigest);
    desk.breakLogBefore("/v1/files/" + file.id.text() + "/tickets", wire::encode(ticket));
    Retrieval retrieval(desk.connection, desk.session, desk.log, view,
                        wire::Retrieval{RetrievalId("ret_1"), {}}, desk.folder.path(),
                        Retrieval::Keep::Opened);
    retrieval.start();
    QTRY_COMPARE_WITH_TIMEOUT(retrieval.state(), Retrieval::State::Paused, patience);
    // What it left of the file goes with the answer.
    QTRY_VERIFY_WITH_TIMEOUT(
        QDir(desk.folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), patience);
    QCOMPARE(retrieval.files().front().state, Retrieval::FileState::Paused);
    QCOMPARE(desk.server.asked("/v1/tickets/"), 0);
}

// The next try may go elsewhere.
void DownloadsTest::leavesNoFolderWhereTheCodeIsRefused()
{
    Desk desk;
    desk.server.withhold("/v1/retrievals");
    QCOMPARE(desk.begin(desk.folder.filePath("exports/diabetes")), std::string("not-found"));
    QVERIFY(QDir(desk.folder.path()).isEmpty());
}

void DownloadsTest::looksForItsReceiptsInTheLog()
{
    Desk desk;
    desk.deliver([](wire::AuditEntry entry) { return entry; });
    QCOMPARE(desk.begin(desk.folder.path()), std::string("none"));
    const auto& retrieval = *desk.downloads.retrievals().front();
    QTRY_VERIFY_WITH_TIMEOUT(retrieval.receiptsMissing().has_value(), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(retrieval.receiptsMissing().value(), 0);
}

void DownloadsTest::believesNoReceiptThatTheLogDoesNotHold()
{
    Desk desk;
    desk.deliver([](wire::AuditEntry entry) { return entry; });
    const auto& file = desk.released().front();
    desk.take(file.id, [](wire::AuditEntry entry) {
        entry.detail["receipt"] = Digest().text(); // some other one
        return entry;
    });
    QCOMPARE(desk.begin(desk.folder.path()), std::string("none"));
    const auto& retrieval = *desk.downloads.retrievals().front();
    QTRY_VERIFY_WITH_TIMEOUT(retrieval.receiptsMissing().has_value(), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(retrieval.receiptsMissing().value(), 1);
}

void DownloadsTest::forgetsAllForTheNextPerson()
{
    Desk desk;
    auto task = desk.downloads.begin(JobId("job_1"), desk.folder.path(), Secret(std::string_view("123456")));
    desk.downloads.clear();
    const auto begun = QCoro::waitFor(task);
    QVERIFY(!begun);
    QCOMPARE(codeText(begun.error().code), codeText(ErrorCode::Cancelled));
    QCOMPARE(desk.codesSent(), 0);
    QVERIFY(desk.downloads.retrievals().empty());
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::DownloadsTest)
#include "DownloadsTest.moc"
