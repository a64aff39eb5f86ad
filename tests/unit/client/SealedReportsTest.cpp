#include "SealedDesk.h"

#include <QSignalSpy>
#include <QTest>

namespace countersign::test {

using client::SealedFiles;

/// Openings of files that were kept sealed are told to the server, and none is forgotten before its log holds
/// it.
class SealedReportsTest final : public QObject
{
    Q_OBJECT

private slots:
    void reportsAtTheNextContactWhatItCouldNot();
    void believesNoAnswerThatTheLogDoesNotBearOut_data();
    void believesNoAnswerThatTheLogDoesNotBearOut();
    void keepsWhatTheServerRefuses_data();
    void keepsWhatTheServerRefuses();
    void neverOverwritesAStateItCannotRead_data();
    void neverOverwritesAStateItCannotRead();
};

void SealedReportsTest::reportsAtTheNextContactWhatItCouldNot()
{
    SealedDesk desk;
    const auto& file = desk.released().front();
    desk.server.answerPost(SealedDesk::reportPath(file),
                           [](const std::string&) { return std::string("nonsense"); });
    QCOMPARE(desk.open(1), std::string("1"));
    QTRY_COMPARE_WITH_TIMEOUT(desk.server.asked(SealedDesk::reportPath(file)), 1, patience);
    QCOMPARE(desk.files.unreported().value(), 1);
    desk.take(file);
    // Another console of the same person on this machine, later.
    SealedFiles later(desk.connection, desk.session, desk.log, desk.book, desk.keyStore, desk.state.path(),
                      desk.world.clock);
    desk.comeBack();
    QTRY_COMPARE_WITH_TIMEOUT(later.unreported().value(), 0, patience);
    const std::lock_guard lock(desk.books->guard);
    const auto entry = wire::decode<wire::AuditEntry>(desk.books->trail.entries.front().line);
    QCOMPARE(entry->detail.at("allowed"), std::string("7")); // the entry that let it
}

void SealedReportsTest::believesNoAnswerThatTheLogDoesNotBearOut_data()
{
    QTest::addColumn<SealedDesk::Spoil>("spoil");
    using Entry = wire::AuditEntry;
    QTest::newRow("another file") << SealedDesk::Spoil([](Entry& entry) { entry.object = "other"; });
    QTest::newRow("another person") << SealedDesk::Spoil([](Entry& entry) { entry.actor.person = "erik"; });
    QTest::newRow("another act") << SealedDesk::Spoil([](Entry& entry) { entry.action = "download.unseal"; });
    QTest::newRow("denied") << SealedDesk::Spoil([](Entry& entry) { entry.outcome = "denied"; });
    QTest::newRow("another code's") << SealedDesk::Spoil([](Entry& entry) { entry.detail["allowed"] = "6"; });
    QTest::newRow("another export") << SealedDesk::Spoil([](Entry& entry) { entry.job = "job_2"; });
}

void SealedReportsTest::believesNoAnswerThatTheLogDoesNotBearOut()
{
    QFETCH(const SealedDesk::Spoil, spoil);
    SealedDesk desk;
    const auto& file = desk.released().front();
    desk.take(file, spoil);
    QSignalSpy changed(&desk.files, &SealedFiles::changed);
    QCOMPARE(desk.open(1), std::string("1"));
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 2, patience); // opened; then told, and looked for
    QCOMPARE(desk.server.asked(SealedDesk::reportPath(file)), 1);
    QCOMPARE(desk.files.unreported().value(), 1);
    desk.take(file);
    desk.comeBack();
    QTRY_COMPARE_WITH_TIMEOUT(desk.files.unreported().value(), 0, patience);
}

void SealedReportsTest::keepsWhatTheServerRefuses_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("not now, or not allowed") << ErrorCode::Conflict;
    QTest::newRow("not fetched") << ErrorCode::NotOpen;
    QTest::newRow("unknown") << ErrorCode::NotFound;
}

void SealedReportsTest::keepsWhatTheServerRefuses()
{
    QFETCH(const ErrorCode, code);
    SealedDesk desk;
    const auto files = desk.files.groups().front().files; // as they are opened and told
    const auto first = SealedDesk::reportPath(files.front().note.file);
    desk.server.refusePost(first, code);
    QSignalSpy changed(&desk.files, &SealedFiles::changed);
    QCOMPARE(desk.open(), std::string("2"));
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 2, patience); // opened; then told
    QCOMPARE(desk.files.unreported().value(), 1);
    QCOMPARE(desk.server.asked(first), 1);
    QCOMPARE(desk.server.asked(SealedDesk::reportPath(files.back().note.file)),
             1); // not held up by the other
    desk.take(files.front().note.file);
    desk.comeBack();
    QTRY_COMPARE_WITH_TIMEOUT(desk.files.unreported().value(), 0, patience);
}

void SealedReportsTest::neverOverwritesAStateItCannotRead_data()
{
    QTest::addColumn<std::function<void(const QString&)>>("spoil");
    using Spoil = std::function<void(const QString&)>;
    QTest::newRow("garbled") << Spoil([](const QString& file) { put(file, R"({"folders":["/)"); });
    QTest::newRow("emptied") << Spoil([](const QString& file) { put(file, {}); });
    QTest::newRow("of a later version")
        << Spoil([](const QString& file) { put(file, R"({"folders":[],"reports":[],"more":1})"); });
    QTest::newRow("no file") << Spoil([](const QString& file) { QVERIFY(QDir().mkdir(file)); });
}

void SealedReportsTest::neverOverwritesAStateItCannotRead()
{
    QFETCH(const std::function<void(const QString&)>, spoil);
    SealedDesk desk;
    const auto report = SealedDesk::reportPath(desk.released().front());
    desk.server.answerPost(report, [](const std::string&) { return std::string("nonsense"); });
    QCOMPARE(desk.open(1), std::string("1"));
    QTRY_COMPARE_WITH_TIMEOUT(desk.server.asked(report), 1, patience);
    const auto groups = desk.files.groups();
    const auto aside = desk.state.filePath("aside");
    QVERIFY(QFile::rename(desk.stateFile(), aside));
    spoil(desk.stateFile());
    const auto spoilt = contentOf(desk.stateFile());

    const auto code = Secret(std::string_view("123456"));
    const auto opened = QCoro::waitFor(
        desk.files.open(groups.front(), {desk.released().back().id}, desk.to.path(), code.clone()));
    const auto kept = desk.files.remember("/elsewhere");
    const auto untold = desk.files.unreported();
    QVERIFY(!opened && !kept && !untold);
    for (const auto& error : {opened.error(), kept.error(), untold.error()}) {
        QCOMPARE(codeText(error.code), codeText(ErrorCode::FileAccess));
        QCOMPARE(error.about, std::string(client::sealedStateUnreadable));
        QCOMPARE(error.detail, desk.stateFile().toStdString());
    }
    QCOMPARE(desk.server.asked(openings), 1); // no second code
    QCOMPARE(desk.openedFiles().size(), 1);
    QCOMPARE(contentOf(desk.stateFile()), spoilt);
    desk.comeBack();
    QCOMPARE(contentOf(desk.stateFile()), spoilt);

    QVERIFY(QFile::remove(desk.stateFile()) || QDir().rmdir(desk.stateFile()));
    QVERIFY(QFile::rename(aside, desk.stateFile()));
    QCOMPARE(desk.files.unreported().value(), 1);
    desk.take(desk.released().front());
    desk.files.tellUnreported();
    QTRY_COMPARE_WITH_TIMEOUT(desk.files.unreported().value(), 0, patience);
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::SealedReportsTest)
#include "SealedReportsTest.moc"
