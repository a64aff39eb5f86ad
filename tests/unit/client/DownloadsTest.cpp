#include "client/Downloads.h"

#include "ReleasedDesk.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

namespace countersign::test {

using client::Retrieval;

namespace {

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
