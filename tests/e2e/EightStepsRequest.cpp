#include "client/PersonKeys.h"
#include "crypto/Random.h"
#include "e2e/EightSteps.h"
#include "e2e/TrialRefusal.h"

namespace countersign::e2e {

namespace {

const std::vector<std::string> wholeRecord{"Condition", "Encounter", "Observation", "Patient"};

wire::DecisionBody approvalOf(const Digest& request)
{
    wire::DecisionBody body;
    body.subjects.push_back(request);
    body.gate = wire::Gate::Request;
    body.decision = wire::Verdict::Approve;
    body.reason = "Covered by the agreement.";
    return body;
}

template <typename T>
Result<void> withoutAnswer(Result<T> result)
{
    return result.map([](const auto&) {});
}

} // namespace

// What a console would not even send: the server has to say no by itself.
Result<void> EightSteps::decideWith(const QString& person, const Digest& subject, Secret code)
{
    std::vector<wire::StatementBody> bodies;
    bodies.emplace_back(approvalOf(subject));
    return withoutAnswer(
        await((*m_people)[person].console().statements().send(std::move(bodies), std::move(code))));
}

// An approver's session and code, but a key that no admin ever saw.
Result<void> EightSteps::decideByUnknownKey(TrialPerson& person, const Digest& subject)
{
    const auto key = crypto::SigningKey::generate();
    auto statement = must(person.console().statements().draft(approvalOf(subject))).statement;
    statement.author.key = key.thumbprint();
    wire::Submission message;
    message.statements.push_back(
        crypto::signJws(bytesOf(wire::encodeStatement(statement)), wire::statementTyp, key));
    message.action = wire::actionDigest({message.statements.front().payloadDigest()});
    message.code = person.code();
    return withoutAnswer(await(
        person.console().connection().post<wire::Submitted>(QStringLiteral("/v1/statements"), message)));
}

// 2  The operator asks, reads what will be signed, and signs.
void EightSteps::step2OperatorAsks()
try {
    auto& okafor = (*m_people)[QStringLiteral("okafor")];
    auto body = m_people->draft(QStringLiteral("Diabetes registry, quarterly"), wholeRecord);
    QCOMPARE(body.estimate.patients, std::uint64_t(served("Patient").count('\n')));
    QCOMPARE(body.fetchers.size(), std::size_t(1));
    QVERIFY2(body.sensitivity == wire::Sensitivity::High, "by the policy for Observation");
    QVERIFY(okafor.console().requests().flaws(body, SystemClock().now()).empty());

    auto lower = body;
    lower.sensitivity = wire::Sensitivity::Standard;
    const auto flaws = okafor.console().requests().flaws(lower, SystemClock().now());
    QVERIFY(flaws.size() == 1 && flaws[0].field == u"sensitivity" && flaws[0].what == u"too-low");
    REFUSED(await(okafor.console().requests().sign(lower, okafor.code())), Server, SensitivityTooLow,
            "These types of data ask for high sensitivity. Raise it and sign again.");
    std::ignore = okafor.code();
    REFUSED(await(okafor.console().requests().sign(body, okafor.wrongCode())), Server, CodeRefused,
            "The code is wrong. Wait for the next one and type it.");

    m_job = m_people->ask(body);
    const auto& view = okafor.look(m_job);
    QVERIFY(view.state == wire::JobState::AwaitingApproval);
    QVERIFY2(!view.requestSignature.fault, "signature, key and place hold");
    QCOMPARE(view.requestSignature.endorsers.size(), 2);
    QCOMPARE(view.requestGate.needed, 2);
    QCOMPARE(view.request.title, body.title);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void EightSteps::step2OperatorWithdraws()
try {
    auto& okafor = (*m_people)[QStringLiteral("okafor")];
    const auto job = m_people->ask(m_people->draft(QStringLiteral("Asked for by mistake"), {"Patient"}));
    must(okafor.console().requests().withdraw(okafor.look(job).requestDigest, QStringLiteral("By mistake"),
                                              okafor.code()));
    QVERIFY(okafor.look(job).state == wire::JobState::Withdrawn);
    must(okafor.console().book().refresh());
    QCOMPARE(okafor.console().book().exports().size(), std::size_t(2));
    const auto late = m_people->approve(QStringLiteral("adler"), job, wire::Gate::Request);
    REFUSED(late, Console, NotOpen,
            "This no longer waits for a decision. Open the page anew to see where it stands.");
    QVERIFY2(okafor.look(m_job).state == wire::JobState::AwaitingApproval, "the other one stands");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// 3  Nobody decides on their own, and nobody who may not; whatever their console sends.
void EightSteps::step3DecisionsRefused()
try {
    auto& okafor = (*m_people)[QStringLiteral("okafor")];
    const auto request = okafor.look(m_job).requestDigest;
    constexpr auto own = "You wrote this or receive it, so somebody else has to decide.";
    REFUSED(decideWith(QStringLiteral("okafor"), request, okafor.code()), Server, OwnStatement, own);
    REFUSED(m_people->approve(QStringLiteral("okafor"), m_job, wire::Gate::Request), Console, OwnStatement,
            own);
    REFUSED(decideWith(QStringLiteral("silva"), request, (*m_people)[QStringLiteral("silva")].code()), Server,
            OwnStatement, own);

    auto& lindqvist = (*m_people)[QStringLiteral("lindqvist")];
    constexpr auto role = "Your roles do not allow this. Ask an admin if you need it.";
    REFUSED(decideWith(QStringLiteral("lindqvist"), request, lindqvist.code()), Server, RoleMissing, role);
    REFUSED(m_people->approve(QStringLiteral("lindqvist"), m_job, wire::Gate::Request), Console, RoleMissing,
            role);

    constexpr auto key = "The signing key has not been endorsed yet. Read its thumbprint to an admin.";
    auto& brandt = (*m_people)[QStringLiteral("brandt")];
    REFUSED(decideWith(QStringLiteral("brandt"), request, brandt.code()), Server, KeyNotEndorsed, key);
    REFUSED(decideByUnknownKey((*m_people)[QStringLiteral("adler")], request), Server, KeyNotEndorsed, key);

    const auto& view = okafor.look(m_job);
    QVERIFY(view.decisions.empty() && view.requestGate.given == 0);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void EightSteps::step3ApproversDecide()
try {
    auto& adler = (*m_people)[QStringLiteral("adler")];
    const auto request = adler.look(m_job).requestDigest;
    QVERIFY(adler.look(m_job).waitsForMe());
    must(m_people->approve(QStringLiteral("adler"), m_job, wire::Gate::Request));
    REFUSED(decideWith(QStringLiteral("adler"), request, adler.sameCode()), Server, CodeUsed,
            "This code was used already. Wait for the next one; each code works once.");
    REFUSED(decideWith(QStringLiteral("adler"), request, adler.code()), Server, AlreadyDecided,
            "You have decided on this already. Nothing more is to be done.");
    const auto& half = adler.look(m_job);
    QVERIFY2(half.state == wire::JobState::AwaitingApproval && half.requestGate.given == 1,
             "high sensitivity needs two");

    must(m_people->approve(QStringLiteral("weber"), m_job, wire::Gate::Request));
    const auto& whole = (*m_people)[QStringLiteral("okafor")].look(m_job);
    QVERIFY(whole.state > wire::JobState::AwaitingApproval && whole.state < wire::JobState::Rejected);
    QVERIFY(whole.requestGate.standing == wire::Standing::Effective);
    QVERIFY(whole.decisions.size() == 2 && whole.decisions[0].counts && whole.decisions[1].counts);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e
