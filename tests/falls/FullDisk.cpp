#include "falls/FullDisk.h"

#include <QCoreApplication>
#include <QDir>
#include <QTest>

namespace countersign::falls {

using e2e::await;
using e2e::must;
using e2e::TrialPerson;
using Stage = FallingTrial::Stage;

namespace {

constexpr int patience = 60'000; // ms
constexpr std::uint32_t mostWrites = 100;
constexpr auto full =
    "The server's disk is full, so nothing was done. Tell an admin, and try again once there is room.";

// What a person reads of a full disk: that nothing was done, or that the log does not show it yet.
void checkTold(const Error& error)
{
    const bool toldFull =
        error.code == ErrorCode::ServerDiskFull && ui::sentence(error).startsWith(QLatin1String(full));
    if (!toldFull && error.code != ErrorCode::StatementNotLogged)
        throw std::runtime_error("told otherwise: " + ui::sentence(error).toStdString() + " [" +
                                 std::string(codeText(error.code)) + ": " + error.detail + "]");
}

} // namespace

void FullDisk::initTestCase()
try {
    m_ground = std::make_unique<FallingTrial>();
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void FullDisk::cleanupTestCase()
{
    qInfo("the disk was full %d times", m_fills);
    m_ground.reset();
}

void FullDisk::fillAtEachWrite(const char* name, const Scenario& scenario)
{
    auto& server = m_ground->server();
    for (std::uint32_t write = 1;; ++write) {
        if (write > mostWrites)
            throw std::runtime_error("the writes come to no end");
        m_ground->go(scenario.from);
        scenario.before();
        server.fillAt(write);
        const auto done = scenario.work();
        const bool wasFull = server.refused() > 0;
        const auto text = wasFull ? server.firstRefused() : QStringLiteral("never full");
        qInfo("%s %u: %s: %s", name, write, qPrintable(text),
              done ? "came out" : std::string(codeText(done.error().code)).c_str());
        try {
            if (!server.runs())
                throw std::runtime_error("it has ended");
            if (!done && !wasFull)
                must(done);
            if (!done)
                checkTold(done.error());
            server.letBe();
            scenario.afterwards(done.has_value());
            if (const auto half = m_ground->remains().half(); !half.isEmpty())
                throw std::runtime_error(half.toStdString());
        } catch (const std::exception& error) {
            throw std::runtime_error(qPrintable(text + QStringLiteral(": ")) + std::string(error.what()) +
                                     "; the server said: " + server.output().toStdString());
        }
        if (!wasFull)
            return;
        ++m_fills;
    }
}

void FullDisk::atEachWriteOfAnEnrolment()
try {
    const auto code = m_ground->trial().enrolmentCode(QStringLiteral("brandt"));
    std::unique_ptr<TrialPerson> brandt;
    Scenario scenario;
    scenario.from = Stage::Founded;
    scenario.before = [&] { brandt = m_ground->newcomer(); };
    scenario.work = [&] { return brandt->tryToEnrol(code); };
    scenario.afterwards = [&](bool cameOut) {
        if (!cameOut) {
            await(brandt->console().session().signOut());
            brandt->enrol(code);
        }
        auto& log = brandt->console().log();
        must(log.advance());
        if (m_ground->remains().number(
                QStringLiteral("SELECT count(*) FROM recovery_codes WHERE person = 'brandt'")) != 10)
            throw std::runtime_error("not enrolled once");
    };
    fillAtEachWrite("enrolment", scenario);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void FullDisk::atEachWriteOfADecision()
try {
    std::unique_ptr<TrialPerson> adler;
    const auto decisions =
        QStringLiteral("SELECT count(*) FROM statements WHERE type = 'decision' AND job <> ''");
    Scenario scenario;
    scenario.from = Stage::Asked;
    scenario.before = [&] { adler = m_ground->atTheExport(QStringLiteral("adler")); };
    scenario.work = [&] { return FallingTrial::approve(*adler, m_ground->job(), adler->code()); };
    scenario.afterwards = [&](bool) {
        // The code of what was not done is not spent.
        if (m_ground->remains().number(decisions) == 0)
            must(FallingTrial::approve(*adler, m_ground->job(), adler->sameCode()));
        if (adler->look(m_ground->job()).requestGate.given != 1 || m_ground->remains().number(decisions) != 1)
            throw std::runtime_error("not one decision");
    };
    fillAtEachWrite("decision", scenario);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// A job that was approved waits, or fails with its reason in the row.
void FullDisk::atEachWriteOfAJob()
try {
    auto& server = m_ground->server();
    std::unique_ptr<TrialPerson> weber;
    const auto taken = [&] {
        const auto* view = weber->console().book().find(m_ground->job());
        return view && view->state == wire::JobState::AwaitingRelease;
    };
    Scenario scenario;
    scenario.from = Stage::HalfApproved;
    scenario.before = [&] { weber = m_ground->atTheExport(QStringLiteral("weber")); };
    scenario.work = [&]() -> Result<void> {
        auto done = FallingTrial::approve(*weber, m_ground->job(), weber->code());
        // It waits, and says so for whoever runs the server, instead of asking the source again and again.
        const auto waits = [&] {
            return server.output().contains(QStringLiteral("waits until the server can store again"));
        };
        if (done && !QTest::qWaitFor([&] { return taken() || waits(); }, patience))
            return fail(ErrorCode::Timeout);
        if (server.output().count(QStringLiteral("failed: server-disk-full")) > 2)
            throw std::runtime_error("it does not wait: " + server.output().toStdString());
        return done;
    };
    scenario.afterwards = [&](bool) {
        if (m_ground->remains().number(
                QStringLiteral("SELECT count(*) FROM statements WHERE type = 'decision' AND job <> ''")) == 1)
            must(FallingTrial::approve(*weber, m_ground->job(), weber->sameCode()));
        if (!QTest::qWaitFor(taken, patience))
            throw std::runtime_error("the job does not go on");
        const auto now = m_ground->remains();
        if (now.objects().size() != 2 || now.entries(QStringLiteral("job.release-made")) != 1)
            throw std::runtime_error("not two objects and one release");
        if (now.entries(QStringLiteral("job.accepted")) != 1)
            throw std::runtime_error("the export was begun more than once");
    };
    fillAtEachWrite("job", scenario);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void FullDisk::atEachWriteOfARetrieval()
try {
    using State = client::Retrieval::State;
    using FileState = client::Retrieval::FileState;
    auto& server = m_ground->server();
    std::unique_ptr<TrialPerson> silva;
    QString folder;
    client::Retrieval* retrieval = nullptr;
    const auto lost = [&]() -> std::optional<Error> {
        for (const auto& file : retrieval->files())
            if ((file.state == FileState::Lost || file.state == FileState::Refused) && file.error)
                return file.error;
        return {};
    };
    Scenario scenario;
    scenario.from = Stage::Released;
    scenario.before = [&] {
        silva = m_ground->atTheExport(QStringLiteral("silva"));
        folder = m_ground->freshFolder();
        retrieval = nullptr;
    };
    scenario.work = [&]() -> Result<void> {
        auto begun = await(silva->console().downloads().begin(m_ground->job(), folder, silva->code()));
        if (!begun)
            return tl::unexpected(begun.error());
        retrieval = *begun;
        if (!QTest::qWaitFor([&] { return retrieval->state() == State::Done || lost(); }, patience))
            return fail(ErrorCode::Timeout);
        // Bytes that the server could not account for were cut off; what else is told, is told by its code.
        const auto why = lost();
        return why && why->code != ErrorCode::ServerUnreachable ? Result<void>(tl::unexpected(*why))
                                                                : Result<void>();
    };
    scenario.afterwards = [&](bool) {
        if (!retrieval)
            retrieval = must(silva->console().downloads().begin(m_ground->job(), folder, silva->sameCode()));
        retrieval->resume();
        if (!QTest::qWaitFor([&] { return retrieval->state() == State::Done; }, patience))
            throw std::runtime_error("the retrieval does not go on");
        if (m_ground->remains().number(QStringLiteral("SELECT count(*) FROM receipts")) != 2)
            throw std::runtime_error("not two receipts");
    };
    fillAtEachWrite("retrieval", scenario);
    QVERIFY(server.runs());
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// A start that cannot be logged is refused, and says what to do.
void FullDisk::atEachWriteOfAStart()
try {
    auto& server = m_ground->server();
    for (std::uint32_t write = 1;; ++write) {
        m_ground->lay(Stage::Asked);
        server.fillAt(write);
        const bool up = server.comesUp() && server.stop() == 0;
        const bool wasFull = server.refused() > 0;
        qInfo("start %u: %s: %s", write, qPrintable(server.firstRefused()), qPrintable(server.output()));
        if (!up)
            QVERIFY2(server.output().contains(QStringLiteral("make room")), qPrintable(server.output()));
        server.letBe();
        server.kill();
        QCOMPARE(m_ground->remains().half(), QString());
        server.start();
        if (!wasFull) {
            QVERIFY(up);
            return;
        }
        ++m_fills;
    }
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::falls

int main(int count, char** arguments)
{
    QCoreApplication application(count, arguments);
    countersign::falls::FullDisk test;
    return QTest::qExec(&test, count, arguments);
}
