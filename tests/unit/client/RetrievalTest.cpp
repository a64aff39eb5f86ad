#include "client/Retrieval.h"

#include "DeliveringServer.h"
#include "PersonsKeyStore.h"
#include "client/FileModel.h"
#include "client/PersonKeys.h"
#include "client/SealedFile.h"
#include "crypto/Jwe.h"
#include "crypto/Sha256.h"
#include "crypto/StreamingSeal.h"

#include <map>

#include <QAbstractItemModelTester>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace countersign::test {

using client::Retrieval;
using FileState = Retrieval::FileState;
using Lie = DeliveringServer::Lie;

namespace {

constexpr int patience = 60'000; // ms, for a busy machine; nothing waits for it to pass
constexpr std::size_t threeSegments = 2'500'000;

Secret secret(std::string_view text)
{
    return Secret(text);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

/// A person signed in at a server, and a folder of theirs.
struct Desk
{
    Desk()
    {
        signIn();
        file = server.add("Patient.000.ndjson", threeSegments);
        server.add("Condition.000.ndjson", threeSegments); // to lie with
    }

    void signIn()
    {
        const auto named = QCoro::waitFor(session.signIn("dora", secret("password")));
        const auto entered = QCoro::waitFor(session.submitCode(secret("123456")));
        QVERIFY(named && entered && session.keys());
    }

    Retrieval& begin(std::vector<wire::ReleaseFile> files, Retrieval::Keep keep = Retrieval::Keep::Opened)
    {
        client::ExportView view;
        view.job = JobId("job_1");
        view.requestDigest = server.request;
        view.releaseDigest = server.release;
        view.release.emplace();
        view.release->files = std::move(files);
        retrieval =
            std::make_unique<Retrieval>(connection, session, log, std::move(view),
                                        wire::Retrieval{RetrievalId("ret_1"), {}}, folder.path(), keep);
        return *retrieval;
    }

    [[nodiscard]] const Retrieval::File& row(std::size_t at = 0) const { return retrieval->files().at(at); }
    [[nodiscard]] QStringList lying() const
    {
        return QDir(folder.path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

    TestPerson person = makePerson("dora");
    SystemClock clock;
    DeliveringServer server{person};
    QTemporaryDir folder;
    QTemporaryDir stateFolder;
    PersonsKeyStore keyStore{person};
    client::Connection connection{server.profile(), clock};
    client::Session session{connection, keyStore, clock};
    client::LogFollower log{connection, stateFolder.path()};
    wire::ReleaseFile file;
    std::unique_ptr<Retrieval> retrieval;
};

bool hasEnded(const Retrieval& retrieval)
{
    return retrieval.state() == Retrieval::State::Done || retrieval.state() == Retrieval::State::Failed;
}

} // namespace

class RetrievalTest final : public QObject
{
    Q_OBJECT

private slots:
    void deliversManyFilesAndReceiptsEach();
    void refusesWhatIsNotTheRelease_data();
    void refusesWhatIsNotTheRelease();
    void keepsSealedWhatItChecked();
    void namesNothingOutsideTheFolder();
    void replacesNothing();
    void writesThroughNoLink();
    void resumesFromWhereItWasCut();
    void triesAgainByItself();
    void givesUpAfterAllResumesOfTheTicket();
    void takesANewTicketOnceWhenItExpiredUnbegun();
    void pausesAndGoesOn();
    void leavesNothingWhenItIsDropped();
    void mayGoAtAnyPoint();
    void waitsForTheSessionToBeUnlocked();
    void receiptsAgainWhenTheAnswerWasLost();
    void keepsTheFileWhenOnlyTheReceiptIsRefused();
    void goesOnUnderANewCode();
    void anEmptyReleaseIsDone();
};

void RetrievalTest::deliversManyFilesAndReceiptsEach()
{
    Desk desk;
    // Empty, one byte, and around the ends of segments.
    const auto first =
        crypto::streaming::segmentSize - crypto::streaming::headerSize - crypto::streaming::tagSize;
    std::vector<wire::ReleaseFile> files{desk.file};
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, first - 1, first, first + 1})
        files.push_back(desk.server.add("Observation." + std::to_string(length) + ".ndjson", length));
    auto& retrieval = desk.begin(files);
    QSignalSpy finished(&retrieval, &Retrieval::finished);
    client::FileModel model(retrieval);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QCOMPARE(model.rowCount(), 6);
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(retrieval.digestsVerified(), 6);
    QVERIFY(desk.server.mostAtOnce() <= 4);
    QCOMPARE(desk.lying().size(), 6); // and nothing hidden
    for (std::size_t i = 0; i < files.size(); ++i) {
        QCOMPARE(desk.row(i).state, FileState::Verified);
        QCOMPARE(desk.row(i).path, desk.folder.filePath(QString::fromStdString(files[i].name)));
        QVERIFY(contentOf(desk.row(i).path) == QByteArray::fromStdString(desk.server.content(files[i].id)));
        QCOMPARE(QFile::permissions(desk.row(i).path) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
        const auto row = static_cast<int>(i);
        QCOMPARE(model.index(row, 0).data(client::FileModel::StateRole).toInt(), int(FileState::Verified));
        QCOMPARE(model.index(row, int(client::FileModel::Column::Progress)).data().toDouble(), 1.0);
    }
    QVERIFY(changes.count() >= 6);
    QCOMPARE(resets.count(), 0);

    std::map<FileId, wire::ReceiptBody> receipts;
    for (const auto& jws : desk.server.receipts()) {
        QVERIFY(jws.verify(desk.person.signing.publicKey()));
        const auto statement = wire::openStatement({jws});
        QVERIFY(statement && statement->statement.as<wire::ReceiptBody>());
        const auto body = *statement->statement.as<wire::ReceiptBody>();
        receipts[body.file] = body;
    }
    QCOMPARE(receipts.size(), files.size());
    for (const auto& file : files) {
        QVERIFY(receipts.at(file.id).release == desk.server.release);
        QVERIFY(receipts.at(file.id).sha256 == file.sha256);
        QCOMPARE(receipts.at(file.id).length, file.length);
    }
    desk.retrieval.reset();
    QCOMPARE(model.rowCount(), 0);
}

void RetrievalTest::refusesWhatIsNotTheRelease_data()
{
    QTest::addColumn<Lie>("lie");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<Retrieval::Keep>("keep");
    using enum Retrieval::Keep;
    QTest::newRow("changed byte, kept sealed") << Lie::ChangedByte << ErrorCode::SealBroken << Sealed;
    QTest::newRow("other content, kept sealed") << Lie::OtherContent << ErrorCode::DigestMismatch << Sealed;
    QTest::newRow("shorter, kept sealed") << Lie::Shorter << ErrorCode::LengthMismatch << Sealed;
    QTest::newRow("changed byte") << Lie::ChangedByte << ErrorCode::SealBroken << Opened;
    QTest::newRow("other content") << Lie::OtherContent << ErrorCode::DigestMismatch << Opened;
    QTest::newRow("other file's ciphertext") << Lie::OtherFile << ErrorCode::SealForeign << Opened;
    QTest::newRow("other key") << Lie::OtherKey << ErrorCode::SealForeign << Opened;
    QTest::newRow("key of another file") << Lie::KeyOfAnotherFile << ErrorCode::KeyOtherFile << Opened;
    QTest::newRow("key for somebody else") << Lie::KeyForAnother << ErrorCode::SealBroken << Opened;
    QTest::newRow("ticket of another file") << Lie::TicketOfAnother << ErrorCode::TicketOtherFile << Opened;
    QTest::newRow("strange path") << Lie::StrangePath << ErrorCode::Internal << Opened;
    QTest::newRow("sealed length") << Lie::SealedLength << ErrorCode::LengthMismatch << Opened;
    QTest::newRow("shorter, announced") << Lie::ShorterAnnounced << ErrorCode::LengthMismatch << Opened;
    QTest::newRow("shorter") << Lie::Shorter << ErrorCode::LengthMismatch << Opened;
    QTest::newRow("longer") << Lie::Longer << ErrorCode::LengthMismatch << Opened;
}

void RetrievalTest::refusesWhatIsNotTheRelease()
{
    QFETCH(const Lie, lie);
    QFETCH(const ErrorCode, code);
    Desk desk;
    QFETCH(const Retrieval::Keep, keep);
    desk.server.tell(lie);
    auto& retrieval = desk.begin({desk.file}, keep);
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Failed);
    QCOMPARE(desk.row().state, FileState::Refused);
    QVERIFY(desk.row().error.has_value());
    QCOMPARE(codeText(desk.row().error->code), codeText(code));
    QCOMPARE(desk.lying(), QStringList());
    QCOMPARE(desk.server.receipts().size(), std::size_t{0});
    QCOMPARE(retrieval.digestsVerified(), 0);
    QVERIFY(desk.row().path.isEmpty());
}

// Checked to the last byte, and yet nothing readable lies there; the note's key opens it.
void RetrievalTest::keepsSealedWhatItChecked()
{
    Desk desk;
    auto& retrieval = desk.begin({desk.file}, Retrieval::Keep::Sealed);
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(desk.server.receipts().size(), std::size_t{1});
    auto lying = desk.lying();
    lying.sort();
    QCOMPARE(lying, QStringList({"Patient.000.ndjson.sealed", "Patient.000.ndjson.sealed.json"}));
    QCOMPARE(desk.row().path, desk.folder.filePath("Patient.000.ndjson.sealed"));
    const auto content = QByteArray::fromStdString(desk.server.content(desk.file.id));
    QVERIFY(!contentOf(desk.row().path).contains(content.first(64)));

    const auto note = client::readSealedNote(desk.row().path + ".json");
    QVERIFY(note);
    const auto key =
        crypto::openFileKey(note->wrappedKey, desk.person.encryption, desk.file.id, note->release);
    QVERIFY(key);
    const QTemporaryDir opened;
    client::Unsealing unsealing;
    const auto path =
        client::openSealedFile(desk.folder.path(), opened.path(), desk.file, note->request, *key, unsealing);
    QVERIFY(path);
    QVERIFY(contentOf(*path) == content);
    QCOMPARE(unsealing.bytes.load(), crypto::streaming::sealedLength(desk.file.length));
    const auto again =
        client::openSealedFile(desk.folder.path(), opened.path(), desk.file, note->request, *key, unsealing);
    QCOMPARE(codeText(again.error().code), codeText(ErrorCode::FileExists));
}

void RetrievalTest::namesNothingOutsideTheFolder()
{
    Desk desk;
    QVERIFY(QDir(desk.folder.path()).mkdir("in"));
    std::vector<wire::ReleaseFile> files;
    for (const auto* name :
         {"../evil.ndjson", "/tmp/evil.ndjson", "in/evil.ndjson", ".evil", "..", "", "a\nb"}) {
        files.push_back(desk.file);
        files.back().name = name;
    }
    auto& retrieval = desk.begin(files);
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    for (std::size_t i = 0; i < files.size(); ++i) {
        QCOMPARE(desk.row(i).state, FileState::Refused);
        QCOMPARE(codeText(desk.row(i).error->code), codeText(ErrorCode::StatementRefused));
    }
    QCOMPARE(desk.lying(), QStringList("in"));
    QVERIFY(QDir(desk.folder.filePath("in")).isEmpty());
    QCOMPARE(desk.server.tickets(), 0);
}

void RetrievalTest::replacesNothing()
{
    Desk desk;
    QFile mine(desk.folder.filePath("Patient.000.ndjson"));
    QVERIFY(mine.open(QIODevice::WriteOnly));
    mine.write("mine");
    mine.close();
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(codeText(desk.row().error->code), codeText(ErrorCode::FileExists));
    QCOMPARE(contentOf(mine.fileName()), QByteArray("mine"));
    QCOMPARE(desk.server.tickets(), 0);
}

void RetrievalTest::writesThroughNoLink()
{
    Desk desk;
    QTemporaryDir elsewhere;
    QFile victim(elsewhere.filePath("victim"));
    QVERIFY(victim.open(QIODevice::WriteOnly));
    victim.write("mine");
    victim.close();
    const auto hidden =
        QStringLiteral(".Patient.000.ndjson.%1.part").arg(QString::fromStdString(desk.file.id.text()));
    QVERIFY(QFile::link(victim.fileName(), desk.folder.filePath(hidden)));
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(contentOf(victim.fileName()), QByteArray("mine"));
    QCOMPARE(desk.lying(), QStringList("Patient.000.ndjson"));
}

void RetrievalTest::resumesFromWhereItWasCut()
{
    Desk desk;
    desk.server.tell(Lie::CutOnce);
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_COMPARE_WITH_TIMEOUT(desk.row().state, FileState::Lost, patience);
    QCOMPARE(desk.row().resumesInSeconds, 1);
    const auto received = desk.row().received;
    QVERIFY(received > 0 && received < desk.row().sealedLength);
    QCOMPARE(desk.lying().size(), 1);
    QVERIFY(desk.lying().front().startsWith('.'));
    retrieval.resume();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(desk.server.ranges(), (std::vector<std::string>{"", "bytes=" + std::to_string(received) + "-"}));
    QCOMPARE(desk.server.tickets(), 1);
    QVERIFY(contentOf(desk.row().path) == QByteArray::fromStdString(desk.server.content(desk.file.id)));

    // What the server then gives must be the rest.
    for (const auto lie : {Lie::IgnoresRange, Lie::WrongRange}) {
        Desk another;
        another.server.tell(lie);
        another.begin({another.file}).start();
        QTRY_COMPARE_WITH_TIMEOUT(another.row().state, FileState::Lost, patience);
        another.retrieval->resume();
        QTRY_COMPARE_WITH_TIMEOUT(another.row().state, FileState::Refused, patience);
        QCOMPARE(codeText(another.row().error->code), codeText(ErrorCode::LengthMismatch));
        QCOMPARE(another.lying(), QStringList());
    }
}

void RetrievalTest::triesAgainByItself()
{
    Desk desk;
    desk.server.tell(Lie::CutOnce);
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(desk.server.ranges().size(), std::size_t{2});
}

void RetrievalTest::givesUpAfterAllResumesOfTheTicket()
{
    Desk desk;
    desk.server.tell(Lie::CutAlways);
    auto& retrieval = desk.begin({desk.file});
    connect(&retrieval, &Retrieval::fileChanged, this, [&] {
        if (desk.row().state == FileState::Lost)
            retrieval.resume(); // rather than wait
    });
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Failed);
    QCOMPARE(codeText(desk.row().error->code), codeText(ErrorCode::ServerUnreachable));
    QCOMPARE(desk.server.ranges().size(), std::size_t{17}); // the first and 16 resumes
    QCOMPARE(desk.lying(), QStringList());
}

void RetrievalTest::takesANewTicketOnceWhenItExpiredUnbegun()
{
    Desk desk;
    desk.server.tell(Lie::ExpiredOnce);
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(desk.server.tickets(), 2);

    Desk another;
    another.server.tell(Lie::ExpiredAlways);
    another.begin({another.file}).start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(*another.retrieval), patience);
    QCOMPARE(codeText(another.row().error->code), codeText(ErrorCode::TicketExpired));
    QCOMPARE(another.server.tickets(), 2);
    QCOMPARE(another.lying(), QStringList());
}

void RetrievalTest::pausesAndGoesOn()
{
    Desk desk;
    desk.server.shut();
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(desk.row().received > 0, patience);
    retrieval.pause();
    QCOMPARE(retrieval.state(), Retrieval::State::Paused);
    QCOMPARE(desk.row().state, FileState::Paused);
    const auto received = desk.row().received;
    desk.server.open();
    retrieval.pause(); // once more changes nothing
    QCOMPARE(desk.row().received, received);
    retrieval.resume();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(desk.server.tickets(), 1);
    QCOMPARE(desk.server.ranges().back(), "bytes=" + std::to_string(received) + "-");
    QVERIFY(contentOf(desk.row().path) == QByteArray::fromStdString(desk.server.content(desk.file.id)));
}

void RetrievalTest::leavesNothingWhenItIsDropped()
{
    Desk desk;
    desk.server.shut();
    desk.begin({desk.file}).start();
    QTRY_VERIFY_WITH_TIMEOUT(desk.row().received > 0, patience);
    QCOMPARE(desk.lying().size(), 1);
    desk.retrieval.reset();
    QCOMPARE(desk.lying(), QStringList());
    desk.server.open();
}

// As with a closed window: after any number of events. What it leaves is nothing, or the file as released.
void RetrievalTest::mayGoAtAnyPoint()
{
    Desk desk;
    const auto file = desk.server.add("Group.000.ndjson", 1);
    for (int events = 0, ended = false; !ended; events += 2) {
        auto& retrieval = desk.begin({file});
        retrieval.start();
        for (int i = 0; i < events && !hasEnded(retrieval); ++i)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        ended = hasEnded(retrieval);
        desk.retrieval.reset();
        // What waits for an answer ends with it.
        QTRY_VERIFY_WITH_TIMEOUT(desk.lying().filter(QStringLiteral(".part")).isEmpty(), patience);
        for (const auto& name : desk.lying()) {
            QCOMPARE(name, QStringLiteral("Group.000.ndjson"));
            QVERIFY(contentOf(desk.folder.filePath(name)) ==
                    QByteArray::fromStdString(desk.server.content(file.id)));
            QVERIFY(QFile::remove(desk.folder.filePath(name)));
        }
    }
    QVERIFY(desk.server.receipts().size() > 0);
}

void RetrievalTest::waitsForTheSessionToBeUnlocked()
{
    Desk desk;
    desk.server.shut();
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(desk.row().received > 0, patience);
    desk.session.lock();
    desk.server.open();
    // The bytes under way arrive; the receipt needs the person.
    QTRY_COMPARE_WITH_TIMEOUT(retrieval.state(), Retrieval::State::Paused, patience);
    QCOMPARE(desk.server.receipts().size(), std::size_t{0});
    QCOMPARE(retrieval.digestsVerified(), 0);
    QVERIFY(QCoro::waitFor(desk.session.unlock(secret("password"), secret("123456"))));
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(desk.server.receipts().size(), std::size_t{1});
}

void RetrievalTest::receiptsAgainWhenTheAnswerWasLost()
{
    Desk desk;
    desk.server.tell(Lie::ReceiptAnswerLost);
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_COMPARE_WITH_TIMEOUT(desk.row().state, FileState::Lost, patience);
    retrieval.resume();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(desk.server.ranges().size(), std::size_t{1});
}

void RetrievalTest::keepsTheFileWhenOnlyTheReceiptIsRefused()
{
    Desk desk;
    desk.server.tell(Lie::ReceiptRefused);
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Failed);
    QCOMPARE(codeText(desk.row().error->code), codeText(ErrorCode::SignatureInvalid));
    QCOMPARE(retrieval.digestsVerified(), 0);
    QVERIFY(contentOf(desk.row().path) == QByteArray::fromStdString(desk.server.content(desk.file.id)));
}

void RetrievalTest::goesOnUnderANewCode()
{
    Desk desk;
    desk.server.tell(Lie::Closed);
    auto& retrieval = desk.begin({desk.file});
    retrieval.start();
    QTRY_VERIFY_WITH_TIMEOUT(retrieval.needsCode(), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Paused);
    QCOMPARE(desk.row().state, FileState::Paused);
    retrieval.resume(); // without one: the same again
    QVERIFY(!retrieval.needsCode());
    QTRY_VERIFY_WITH_TIMEOUT(retrieval.needsCode(), patience);
    retrieval.reopen({RetrievalId("ret_2"), {}});
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(retrieval), patience);
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
}

void RetrievalTest::anEmptyReleaseIsDone()
{
    Desk desk;
    auto& retrieval = desk.begin({});
    QSignalSpy finished(&retrieval, &Retrieval::finished);
    retrieval.start();
    QCOMPARE(retrieval.state(), Retrieval::State::Done);
    QCOMPARE(finished.count(), 1);
}

} // namespace countersign::test

QTEST_GUILESS_MAIN(countersign::test::RetrievalTest)
#include "RetrievalTest.moc"
