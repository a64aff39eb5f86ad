#include "e2e/EightSteps.h"
#include "e2e/TrialForgery.h"
#include "e2e/TrialRefusal.h"

#include <algorithm>
#include <set>

#include <QProcess>
#include <QTemporaryDir>

namespace countersign::e2e {

namespace {

constexpr auto rewritten = "The log was rewritten. All actions are stopped: save the evidence and tell your "
                           "compliance officer in person.";
constexpr auto ended = "Your session has ended. Sign in again; what you typed is kept.";

std::int64_t doneOf(const std::vector<client::TrailEvent>& trail, const std::string& action)
{
    return std::count_if(trail.begin(), trail.end(), [&](const auto& event) {
        return event.entry.action == action && event.entry.outcome == "done";
    });
}

bool isPerson(const wire::AuditActor& actor)
{
    return !actor.person.empty() && actor.person != "server";
}

} // namespace

// 7  The whole export, from request to receipt, each entry proved by the console.
void EightSteps::step7EveryoneLooksBack()
try {
    auto& lindqvist = (*m_people)[QStringLiteral("lindqvist")].console();
    std::vector<client::TrailEvent> trail;
    // The console's receipts, that of the ticket by hand, and two for files beside the changed one; the
    // server publishes once a second.
    const auto isComplete = [&] {
        trail = must(lindqvist.trail().load(m_job));
        return doneOf(trail, "download.receipt") == 4 + 1 + 2 && doneOf(trail, "download.unsealed") == 2;
    };
    QVERIFY(QTest::qWaitFor(isComplete, 10'000));
    const auto& tls = *lindqvist.connection().tls();
    std::set<client::TrailEvent::Lane> lanes;
    for (const auto& event : trail) {
        const auto& entry = event.entry;
        QVERIFY2(event.proved && event.index < lindqvist.log().verifiedThrough(), entry.action.c_str());
        QVERIFY2(ui::actionText(entry.action).toStdString() != entry.action,
                 (entry.action + " has no words").c_str());
        lanes.insert(event.lane);
        if (!isPerson(entry.actor))
            continue;
        QVERIFY2(!entry.actor.name.empty() && entry.actor.key, entry.action.c_str());
        QVERIFY2(entry.network && entry.network->address == "127.0.0.1", entry.action.c_str());
        QCOMPARE(QString::fromStdString(entry.network->tls), tls.version);
        QCOMPARE(QString::fromStdString(entry.network->cipher), tls.cipher);
        QVERIFY2(entry.token && !entry.token->id.empty(), entry.action.c_str());
    }
    QCOMPARE(lanes.size(), std::size_t(5));
    QCOMPARE(doneOf(trail, "request.sign"), 1);
    QCOMPARE(doneOf(trail, "approval.decide"), 4); // two at each gate
    for (const auto* once : {"job.approved", "job.accepted", "job.manifest", "job.release-made",
                             "job.released", "job.source-delete"})
        QVERIFY2(doneOf(trail, once) == 1, once);
    for (const auto* some : {"job.kick-off", "job.resumed", "job.file-sealed", "download.open",
                             "download.ticket", "download.begin", "download.resume", "download.end"})
        QVERIFY2(doneOf(trail, some) >= 1, some);
    QVERIFY(trail.front().entry.action == "request.sign");
    const auto denied = std::count_if(trail.begin(), trail.end(),
                                      [](const auto& event) { return event.entry.outcome == "denied"; });
    QVERIFY2(denied >= 10, "refused attempts stand there, too");
    for (const auto* other : {"okafor", "adler", "silva"})
        QVERIFY(must((*m_people)[QString::fromLatin1(other)].console().trail().load(m_job)).size() >=
                trail.size());
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// Made by a console of what it verified, checked by the program that knows neither server nor network.
void EightSteps::step7OneFileProvesItWithoutTheServer()
try {
    auto& lindqvist = (*m_people)[QStringLiteral("lindqvist")].console();
    auto bytes = must(lindqvist.evidence().make(m_job));
    const auto report = must(lindqvist.evidence().check(bytes));
    QCOMPARE(report.verdict, trust::EvidenceVerdict::Proven);
    QCOMPARE(report.find(trust::FindingId::Receipt)->state, trust::FindingState::Proven);
    QTemporaryDir folder;
    const auto verified = [&](const QByteArray& content) {
        QFile file(folder.filePath(QStringLiteral("evidence")));
        const bool written = file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        file.close();
        QProcess program;
        program.start(qEnvironmentVariable("COUNTERSIGN_BIN") + QStringLiteral("/countersign-verify"),
                      {QStringLiteral("--profile"), lindqvist.connection().profile().file, file.fileName()});
        return written && program.waitForFinished() ? program.exitCode() : -1;
    };
    QCOMPARE(verified(bytes), 0);
    const auto at = bytes.indexOf("approval.decide");
    QVERIFY(at > 0);
    bytes[at] = 'A';
    QCOMPARE(verified(bytes), 1);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// Every entry since the server was set up, kills, refusals and lies included.
void EightSteps::step7TheWholeTrailHolds()
try {
    auto& lindqvist = (*m_people)[QStringLiteral("lindqvist")].console();
    const auto report = must(lindqvist.wholeTrail().check(client::WholeLog()));
    std::string told;
    for (const auto& finding : report.found.findings)
        told += wire::encode(finding) + '\n';
    QVERIFY2(report.found.wrong == 0 && report.found.unseen == 0, told.c_str());
    QVERIFY(report.whole() && report.found.hashed);
    QCOMPARE(report.found.entries, report.audit.size);
    QCOMPARE(report.found.receipts, std::uint64_t(4 + 1 + 2));
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// 8  What is needed to run it.
void EightSteps::step8Keys()
try {
    const auto keys = must((*m_people)[QStringLiteral("amira")].console().keys().load());
    const auto high = std::find_if(keys.begin(), keys.end(), [](const auto& key) {
        return key.tenant == "trial" && key.sensitivity == wire::Sensitivity::High;
    });
    QVERIFY(high != keys.end());
    QVERIFY(high->environment == "training" && high->state == wire::KeyState::Active);
    QCOMPARE(high->files, std::uint64_t(4));
    QVERIFY2(!high->use.empty() && high->use.back() >= 4 + 7, "each sealed once, each ticket opened it once");
    QVERIFY(high->lastUse == "unwrap" && high->lastUsed);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// By amira, then by boris.
Result<void> EightSteps::change(const QString& person, wire::RoleAction action, const QString& reason)
{
    const PersonId id(person.toStdString());
    auto& amira = (*m_people)[QStringLiteral("amira")];
    must(amira.console().people().change(id, action, {}, reason, amira.code()));
    auto& boris = (*m_people)[QStringLiteral("boris")];
    must(boris.console().people().refresh());
    std::vector<Digest> matters;
    for (const auto& matter : boris.console().people().waiting())
        if (matter.subject == id && matter.roleChange && matter.roleChange->action == action)
            matters.push_back(matter.digest);
    if (matters.size() != 1)
        return fail(ErrorCode::NotFound, "what the other admin signed does not wait here");
    const auto alone =
        await(amira.console().people().decide(matters, wire::Verdict::Approve, reason, amira.code()));
    if (alone || alone.error().code != ErrorCode::OwnStatement)
        return fail(ErrorCode::Internal, "an admin decides on what she wrote");
    return await(boris.console().people().decide(matters, wire::Verdict::Approve, reason, boris.code()));
}

void EightSteps::step8PersonIsDisabled()
try {
    auto& brandt = (*m_people)[QStringLiteral("brandt")];
    must(change(QStringLiteral("brandt"), wire::RoleAction::Disable, QStringLiteral("Has left")));
    auto& session = brandt.console().session();
    REFUSED(await(session.refreshMe()), Server, SessionEnded, ended);
    QVERIFY(session.state() == client::Session::State::Locked);
    must(session.signIn(brandt.name(), brandt.password()));
    REFUSED(await(session.submitCode(brandt.code())), Server, AccountDisabled,
            "This account is disabled. Ask an admin.");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void EightSteps::step8SecondFactorIsReset()
try {
    auto& weber = (*m_people)[QStringLiteral("weber")];
    auto& session = weber.console().session();
    must(change(weber.name(), wire::RoleAction::ResetMfa, QStringLiteral("Lost his phone")));
    REFUSED(await(session.refreshMe()), Server, SessionEnded, ended);
    must(session.signIn(weber.name(), weber.password()));
    REFUSED(await(session.submitCode(weber.code())), Server, SignInRefused,
            "Name, password or code is wrong. Check them and try again.");

    auto& amira = (*m_people)[QStringLiteral("amira")];
    const auto given = must(amira.console().people().newCode(weber.id(), amira.code()));
    weber.enrol(QString::fromUtf8(given.code.revealText().data(), static_cast<qsizetype>(given.code.size())));
    QVERIFY2(!session.me().keyEndorsed, "a new key counts before two admins vouch for it");
    m_people->endorse({weber.name()});
    m_people->countersign({weber.name()});
    must(session.refreshMe());
    QVERIFY(session.me().keyEndorsed && session.holds(wire::Role::SecurityApprover));
    QVERIFY2(weber.look(m_job).decisions.size() == 4, "what he signed with the old key stands");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// Then: somebody with the server's disk changes what was written.
void EightSteps::changedTrustLogStopsTheServer()
try {
    const auto inThePayload = [](std::string& line) {
        auto& letter = line[line.find("\"payload\":\"") + 200];
        letter = letter == 'A' ? 'B' : 'A';
    };
    m_trial->stop();
    TrialForgery forgery(m_trial->dataFolder());
    const auto changed = forgery.changeLine("trust", "\"role-change\"", inThePayload);
    const auto plain = m_trial->whyNotStarted();
    QVERIFY2(plain.contains(QStringLiteral("trust log: entry %1 was altered").arg(changed)),
             qPrintable(plain));
    forgery.undo();
    forgery.rewrite("trust", "\"role-change\"", inThePayload);
    const auto signatures = m_trial->whyNotStarted();
    QVERIFY2(signatures.contains(QStringLiteral("trust log: entry %1: ").arg(changed)),
             qPrintable(signatures));
    forgery.undo();
    m_trial->start();
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void EightSteps::changedAuditLogIsFoundByConsoles()
try {
    auto& lindqvist = (*m_people)[QStringLiteral("lindqvist")];
    must(lindqvist.console().log().advance());
    QVERIFY(!lindqvist.console().log().broken());
    m_trial->stop();
    TrialForgery forgery(m_trial->dataFolder());
    forgery.rewrite("audit", "\"action\":\"download.open\"", [](std::string& line) {
        line.replace(line.find("\"person\":\"silva\""), 16, "\"person\":\"weber\"");
    });
    m_trial->start(); // nothing on the server's own disk tells

    std::ignore = QTest::qWaitFor([&] { return lindqvist.console().log().broken().has_value(); }, 1000);
    REFUSED(await(lindqvist.console().log().advance()), Console, LogInconsistent, rewritten);
    QVERIFY(lindqvist.console().log().broken().has_value());
    REFUSED(await(lindqvist.console().trail().load(m_job)), Console, LogInconsistent, rewritten);

    // A computer that never saw this log before, by what the authors of the statements say they saw.
    TrialPerson fresh(*m_trial, m_people->authenticator(), lindqvist.name(), QStringLiteral("fresh"));
    fresh.knowsPasswordOf(lindqvist);
    fresh.signIn();
    REFUSED(await(fresh.console().book().refresh()), Console, LogSplit,
            "Somebody signed that they saw another log than this one. All actions are stopped: save the "
            "evidence and tell your compliance officer in person.");
    QVERIFY(fresh.console().log().broken().has_value());
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e
