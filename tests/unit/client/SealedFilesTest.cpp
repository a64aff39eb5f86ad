#include "LesserDisk.h"
#include "SealedDesk.h"

#include <cerrno>

#include <QTest>
#include <sys/stat.h>

namespace countersign::test {

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
    void showsOnlyWhatIsThePersons();
    void showsNoCopyOfANote();
    void keepsTheReportOfWhatItOpenedBefore();
    void opensNothingMoreOnceTheLogIsBroken();
    void leavesNoFolderWhereNothingWasOpened();
    void tellsOfWhatHasItsName_data();
    void tellsOfWhatHasItsName();
    void opensNothingButFiles_data();
    void opensNothingButFiles();
};

void SealedFilesTest::opensWithACodeAndReportsEach()
{
    SealedDesk desk;
    QCOMPARE(desk.files.groups().size(), std::size_t{1});
    QCOMPARE(desk.files.groups().front().files.size(), std::size_t{2});
    QCOMPARE(desk.open(), std::string("2"));
    for (const auto& file : desk.released())
        QCOMPARE(contentOf(desk.to.filePath(QString::fromStdString(file.name))),
                 QByteArray::fromStdString(TrustFixture::contentOf(file.type)));
    QCOMPARE(desk.openedFiles().size(), 2);   // nothing hidden
    QCOMPARE(desk.server.asked(openings), 1); // one code for both
    for (const auto& file : desk.released())
        QTRY_COMPARE_WITH_TIMEOUT(desk.server.asked(SealedDesk::reportPath(file)), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk.files.unreported().value(), 0, patience);
    QCOMPARE(desk.open(1), std::string("file-exists")); // never replaced
    QCOMPARE(desk.server.asked(openings), 1);
}

void SealedFilesTest::opensAfterTheExportHasEnded()
{
    SealedDesk desk;
    desk.world.clock.advance(std::chrono::days(800)); // past its end, and its session
    desk.server.letIn(desk.scene.fetches.id, desk.world.server);
    desk.signIn();
    QCOMPARE(desk.open(1), std::string("1"));
}

// Notes lie where others may write: none makes this console open, and vouch for, what nobody released.
void SealedFilesTest::sendsNoCodeForWhatWasNotReleased()
{
    SealedDesk desk;
    auto note = desk.note();
    note.file.sha256 = Digest();
    desk.change(note);
    QCOMPARE(desk.open(), std::string("digest-mismatch"));
    note = desk.note(1);
    note.request = Digest();
    desk.keep(desk.released().front());
    desk.change(note);
    QCOMPARE(desk.open(), std::string("other-subject"));
    QCOMPARE(desk.server.asked(openings), 0);
    QCOMPARE(desk.openedFiles(), QStringList());
}

void SealedFilesTest::sendsNoCodeWhenAnApprovalIsMissing()
{
    SealedDesk desk;
    desk.job.decisions.pop_back(); // the release's
    desk.show();
    QCOMPARE(desk.open(), std::string("approval-missing"));
    QCOMPARE(desk.server.asked(openings), 0);
}

void SealedFilesTest::refusesWhatWasChangedAndReportsNothing()
{
    SealedDesk desk;
    const auto path = desk.path(desk.released().front()) + ".sealed";
    auto bytes = contentOf(path);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    put(path, bytes);
    QCOMPARE(desk.open(1), std::string("seal-foreign"));
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    put(path, bytes.first(bytes.size() - 1));
    QVERIFY(desk.open(1).starts_with("seal-"));
    QCOMPARE(desk.openedFiles(), QStringList());
    QCOMPARE(desk.files.unreported().value(), 0);
    put(path, bytes);
    QCOMPARE(desk.open(1), std::string("1"));
}

void SealedFilesTest::needsTheKeyOfThisMachine()
{
    SealedDesk desk;
    auto note = desk.note();
    const auto other = crypto::SigningKey::generate();
    note.key = other.thumbprint();
    desk.change(note);
    QCOMPARE(desk.open(1), std::string("key-missing"));
    QCOMPARE(desk.openedFiles(), QStringList());
}

// Openings that the server has not heard of stand nowhere else.
void SealedFilesTest::showsOnlyWhatIsThePersons()
{
    SealedDesk desk;
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

void SealedFilesTest::showsNoCopyOfANote()
{
    SealedDesk desk;
    const auto note = desk.path(desk.released().front()) + ".sealed.json";
    QVERIFY(QFile::copy(note, desk.folder.filePath("zz.sealed.json")));
    QCOMPARE(desk.files.groups().front().files.size(), std::size_t{2}); // as released
}

void SealedFilesTest::keepsTheReportOfWhatItOpenedBefore()
{
    SealedDesk desk;
    const auto& file = desk.released().front();
    desk.server.refusePost(SealedDesk::reportPath(file), ErrorCode::NotOpen);
    auto group = desk.files.groups().front();
    std::erase_if(group.files, [&](const auto& one) { return one.note.file.id != file.id; });
    group.files.push_back(group.files.front());
    const auto opened =
        QCoro::waitFor(desk.files.open(group, {file.id}, desk.to.path(), Secret(std::string_view("123456"))));
    QVERIFY(!opened);
    QCOMPARE(codeText(opened.error().code), codeText(ErrorCode::FileExists)); // the second time
    QCOMPARE(desk.openedFiles().size(), 1);
    QCOMPARE(desk.files.unreported().value(), 1);
}

void SealedFilesTest::opensNothingMoreOnceTheLogIsBroken()
{
    SealedDesk early;
    early.breakLogBefore(openings, wire::encode(wire::Done{7})); // while the code is under way
    QCOMPARE(early.open(), std::string("log-rolled-back"));
    QCOMPARE(early.openedFiles(), QStringList());
    QCOMPARE(early.files.unreported().value(), 0);

    SealedDesk late;
    connect(&late.files, &client::SealedFiles::progressed, &late.log, [&late] {
        if (!late.files.progress() || late.files.progress()->done == 0 || late.log.broken())
            return;
        late.rollBack(); // between two files
        const auto advanced = QCoro::waitFor(late.log.advance());
        QVERIFY(!advanced);
    });
    QCOMPARE(late.open(), std::string("log-rolled-back"));
    QCOMPARE(late.openedFiles().size(), 1);
    QCOMPARE(late.files.unreported().value(), 1);
}

void SealedFilesTest::leavesNoFolderWhereNothingWasOpened()
{
    SealedDesk desk;
    const auto open = [&](const QString& folder) {
        return QCoro::waitFor(desk.files.open(desk.files.groups().front(), {desk.released().front().id},
                                              desk.to.filePath(folder), Secret(std::string_view("123456"))));
    };
    desk.server.refusePost(openings, ErrorCode::CodeRefused);
    QVERIFY(!open("refused"));
    desk.server.answerPost(openings, [](const std::string&) { return wire::encode(wire::Done{7}); });
    put(desk.path(desk.released().front()) + ".sealed", "changed");
    QVERIFY(!open("changed"));
    QCOMPARE(desk.openedFiles(), QStringList());
}

void SealedFilesTest::tellsOfWhatHasItsName_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<int>("count");
    QTest::newRow("a file system that syncs no folders") << EINVAL << std::string("1") << 1;
    QTest::newRow("a disk that fails") << EIO << std::string("file-access") << 0;
}

void SealedFilesTest::tellsOfWhatHasItsName()
{
    QFETCH(const int, error);
    QFETCH(const std::string, answer);
    QFETCH(const int, count);
    SealedDesk desk;
    desk.server.refusePost(SealedDesk::reportPath(desk.released().front()), ErrorCode::NotOpen);
    LesserDisk disk;
    disk.folderSync = error;
    QCOMPARE(desk.open(1), answer);
    QCOMPARE(desk.openedFiles().size(), count);
    QCOMPARE(desk.files.unreported().value(), count);
}

void SealedFilesTest::opensNothingButFiles_data()
{
    QTest::addColumn<std::function<void(const QString&)>>("lay");
    using Lay = std::function<void(const QString&)>;
    QTest::newRow("folder") << Lay([](const QString& path) { QVERIFY(QDir().mkdir(path)); });
    QTest::newRow("device") << Lay([](const QString& path) { QVERIFY(QFile::link("/dev/null", path)); });
    QTest::newRow("pipe") << Lay([](const QString& path) {
        QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), S_IRUSR | S_IWUSR), 0);
    });
}

// Nobody writes into the pipe: whoever opened it as a file would wait for ever.
void SealedFilesTest::opensNothingButFiles()
{
    QFETCH(const std::function<void(const QString&)>, lay);
    SealedDesk desk;
    const auto& file = desk.released().front();
    const auto groups = desk.files.groups();
    const auto sealed = desk.path(file) + ".sealed";
    QVERIFY(QFile::remove(sealed));
    lay(sealed);
    QCOMPARE(desk.files.groups().front().files.size(), std::size_t{1}); // the other file's
    // As it came between looking and opening.
    const auto opened = QCoro::waitFor(
        desk.files.open(groups.front(), {file.id}, desk.to.path(), Secret(std::string_view("123456"))));
    QVERIFY(!opened);
    QCOMPARE(codeText(opened.error().code), codeText(ErrorCode::FileAccess));
    QCOMPARE(desk.openedFiles(), QStringList());

    const auto note = sealed + ".json";
    QVERIFY(QFile::remove(note));
    lay(note);
    const auto read = client::readSealedNote(note);
    QVERIFY(!read);
    QCOMPARE(codeText(read.error().code), codeText(ErrorCode::FileAccess));
    lay(desk.path(desk.released().back())); // nothing that was opened lies beside the other one
    QVERIFY(!desk.files.groups().front().files.front().opened);
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::SealedFilesTest)
#include "SealedFilesTest.moc"
