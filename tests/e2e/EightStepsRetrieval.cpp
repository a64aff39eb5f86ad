#include "client/PersonKeys.h"
#include "client/SealedFile.h"
#include "crypto/Sha256.h"
#include "e2e/EightSteps.h"
#include "e2e/TrialRefusal.h"

#include <algorithm>

#include <QDir>
#include <QNetworkReply>
#include <QSignalSpy>

namespace countersign::e2e {

namespace {

using FileState = client::Retrieval::FileState;
using State = client::Retrieval::State;

constexpr int patience = 120'000;  // ms
constexpr qint64 middle = 100'000; // bytes; the largest file has several times as many

QString sealedFile(const Trial& trial, const wire::ReleaseFile& file)
{
    return trial.dataFolder() + QStringLiteral("/objects/") + QString::fromStdString(file.id.text()) +
           QStringLiteral(".sealed");
}

QStringList filesIn(const QString& folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden);
}

bool isCutInTheMiddle(const client::Retrieval::File& file)
{
    return file.state == FileState::Lost && file.received > 0 && file.received < file.sealedLength;
}

// All of what a ticket gives.
Result<QByteArray> take(client::Connection& connection, const std::string& path)
{
    auto reply = await(connection.open(QString::fromStdString(path)));
    if (!reply)
        return tl::unexpected(reply.error());
    const bool came = QTest::qWaitFor([&] { return (*reply)->isFinished(); }, patience);
    auto bytes = (*reply)->readAll();
    (*reply)->deleteLater();
    return came ? Result<QByteArray>(std::move(bytes)) : fail(ErrorCode::Timeout);
}

wire::ReceiptPost receiptFor(TrialPerson& person, const Digest& release, const wire::ReleaseFile& file)
{
    wire::ReceiptBody body;
    body.release = release;
    body.file = file.id;
    body.length = file.length;
    body.sha256 = file.sha256;
    const auto draft = must(person.console().statements().draft(body));
    return {crypto::signJws(bytesOf(draft.payload), wire::statementTyp,
                            person.console().session().keys()->signing)};
}

} // namespace

client::Retrieval* EightSteps::beginRetrieval(const QString& folder, client::Retrieval::Keep keep)
{
    auto& silva = (*m_people)[QStringLiteral("silva")];
    return must(silva.console().downloads().begin(m_job, folder, silva.code(), keep));
}

// 6  One code opens the retrieval; the network goes in the middle of a file and the server with it.
void EightSteps::step6DownloaderRetrievesAfterKill()
try {
    const auto folder = m_trial->folder() + QStringLiteral("/received");
    QSignalSpy cut(&m_network, &TrialRelay::cut);
    m_network.cutAfter(middle);
    auto* retrieval = beginRetrieval(folder);
    QVERIFY(cut.count() == 1 || cut.wait(patience));
    m_trial->killServer();
    const auto& files = retrieval->files();
    QVERIFY(
        QTest::qWaitFor([&] { return std::any_of(files.begin(), files.end(), isCutInTheMiddle); }, patience));
    QVERIFY2(retrieval->state() == State::Running, "it goes on by itself");
    m_trial->start();
    QVERIFY(QTest::qWaitFor([&] { return retrieval->state() != State::Running; }, patience));
    for (const auto& file : files)
        QVERIFY2(!file.error, file.error ? file.error->detail.c_str() : "");
    QVERIFY2(retrieval->state() == State::Done, "every file is verified");

    QStringList names;
    for (const auto& file : files) {
        QVERIFY(file.state == FileState::Verified);
        const auto content = contentOf(file.path);
        QVERIFY2(content == served(file.file.type), qPrintable(file.path));
        QVERIFY(crypto::sha256(client::viewOf(content)) == file.file.sha256);
        names += QString::fromStdString(file.file.name);
        // That none of these stood on the server's disk means something: they were in what it took in.
        for (const auto& text : file.file.type == "Patient" ? patientTexts() : QList<QByteArray>())
            QVERIFY2(content.contains(text), text.constData());
    }
    QCOMPARE(filesIn(folder), QDir(folder).entryList(names, QDir::Files));
    QVERIFY((*m_people)[QStringLiteral("okafor")].look(m_job).state == wire::JobState::Retrieved);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void EightSteps::step6TicketsRefused()
try {
    auto& silva = (*m_people)[QStringLiteral("silva")];
    auto& connection = silva.console().connection();
    const auto& view = silva.look(m_job);
    const auto release = *view.releaseDigest;
    const auto file = view.release->files.front();
    // The same person at another computer, whose device key the ticket is not bound to.
    TrialPerson laptop(*m_trial, m_people->authenticator(), silva.name(), QStringLiteral("silva-laptop"));
    laptop.knowsPasswordOf(silva);
    laptop.signIn();
    REFUSED(
        await(laptop.console().downloads().begin(m_job, m_trial->folder() + QStringLiteral("/laptop"),
                                                 laptop.code())),
        Console, KeyMissing,
        "Your signing key is not on this computer. Use the computer where you enrolled, or register a new "
        "key.");

    wire::RetrievalOpen open;
    open.release = release;
    open.code = silva.code();
    const auto retrieval = must(connection.post<wire::Retrieval>(QStringLiteral("/v1/retrievals"), open));
    const auto tickets =
        QStringLiteral("/v1/files/") + QString::fromStdString(file.id.text()) + QStringLiteral("/tickets");
    const wire::TicketAsk ask{retrieval.id};
    const auto ticket = must(connection.post<wire::Ticket>(tickets, ask));
    REFUSED(take(laptop.console().connection(), ticket.path), Server, TicketOtherDevice,
            "The download belongs to another computer. Begin it on this one.");

    const auto sealed = must(take(connection, ticket.path));
    QVERIFY2(sealed == contentOf(sealedFile(*m_trial, file)), "what travels is what lies sealed");
    must(connection.post<wire::Done>(QString::fromStdString(ticket.path) + QStringLiteral("/receipt"),
                                     receiptFor(silva, release, file)));
    REFUSED(take(connection, ticket.path), Server, TicketUsed,
            "This download was used already. Begin a new one if downloads are left.");
    REFUSED(await(connection.post<wire::Ticket>(tickets, ask)), Server, DownloadsExhausted,
            "All allowed downloads of this file are used. Ask for a new export if it is still needed.");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void EightSteps::step6ChangedByteRefused()
try {
    const auto changed = (*m_people)[QStringLiteral("silva")].look(m_job).release->files.back();
    QFile object(sealedFile(*m_trial, changed));
    QVERIFY(object.open(QIODevice::ReadWrite));
    QVERIFY(object.seek(object.size() / 2));
    char byte = 0;
    QVERIFY(object.peek(&byte, 1) == 1);
    byte = static_cast<char>(byte ^ 1);
    QVERIFY(object.write(&byte, 1) == 1);
    object.close();

    const auto folder = m_trial->folder() + QStringLiteral("/changed");
    const auto* retrieval = beginRetrieval(folder, client::Retrieval::Keep::Sealed);
    QVERIFY(QTest::qWaitFor([&] { return retrieval->state() != State::Running; }, patience));
    QVERIFY(retrieval->state() == State::Failed);
    QStringList whole;
    for (const auto& file : retrieval->files()) {
        if (file.file.id == changed.id) {
            REFUSED(
                file.error.value_or(Error{}), Console, SealForeign,
                "What was sent is not what was sealed as this file: it belongs to another file or export, or "
                "was changed from the start. Nothing of it was kept; tell your compliance officer.");
        } else if (file.state == FileState::Verified) {
            whole += QString::fromStdString(client::sealedName(file.file.name));
            whole += QString::fromStdString(client::sealedNoteName(file.file.name));
        } else { // the one whose downloads were used up before
            REFUSED(file.error.value_or(Error{}), Server, DownloadsExhausted,
                    "All allowed downloads of this file are used. Ask for a new export if it is still "
                    "needed.");
        }
    }
    QCOMPARE(whole.size(), 4); // two files, each with its note
    QCOMPARE(filesIn(folder), QDir(folder).entryList(whole, QDir::Files));
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// What was kept sealed opens with another code, and the server hears of it.
void EightSteps::step6OpensWhatItKeptSealed()
try {
    auto& silva = (*m_people)[QStringLiteral("silva")];
    auto& sealed = silva.console().sealedFiles();
    const auto groups = sealed.groups();
    QCOMPARE(groups.size(), std::size_t{1});
    std::vector<FileId> ids;
    for (const auto& file : groups.front().files)
        ids.push_back(file.note.file.id);
    const auto folder = m_trial->folder() + QStringLiteral("/opened");
    const auto spent = silva.code();
    QCOMPARE(must(sealed.open(groups.front(), ids, folder, spent.clone())), 2);
    for (const auto& file : groups.front().files)
        QVERIFY(contentOf(folder + u'/' + QString::fromStdString(file.note.file.name)) ==
                served(file.note.file.type));
    QVERIFY(QTest::qWaitFor([&] { return sealed.unreported() == 0; }, patience));
    REFUSED(
        await(sealed.open(groups.front(), ids, m_trial->folder() + QStringLiteral("/again"), spent.clone())),
        Server, CodeUsed, "This code was used already. Wait for the next one; each code works once.");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e
