#include "e2e/EightSteps.h"

#include "e2e/TrialRefusal.h"
#include "trialsource/SyntheticPopulation.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QTest>

namespace countersign::e2e {

namespace {

constexpr int patients = 40;

} // namespace

void EightSteps::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("FAKETIME_TIMESTAMP_FILE"), "run it by tests/e2e/TrialClock.sh");
    try {
        // Slow enough that there is a middle of taking in.
        m_trial = std::make_unique<Trial>(QStringList{
            QStringLiteral("--patients"), QString::number(patients), QStringLiteral("--preparation-seconds"),
            QStringLiteral("1"), QStringLiteral("--slow-bytes-per-second"), QStringLiteral("60000")});
        m_trial->reachedAt(m_network.port());
        m_network.leadTo(m_trial->serverPort());
        m_trial->start();
        m_people = std::make_unique<TrialPeople>(*m_trial);
    } catch (const std::exception& error) {
        QFAIL(error.what());
    }
}

void EightSteps::init()
{
    if (m_failed)
        QSKIP("a step before this one did not come out");
}

void EightSteps::cleanup()
{
    m_failed = m_failed || QTest::currentTestFailed();
}

void EightSteps::cleanupTestCase()
{
    if (m_failed && m_trial)
        qWarning("the server's log ends: %s", m_trial->serverLog().right(2000).constData());
    m_people.reset();
    m_trial.reset();
}

QByteArray EightSteps::served(const std::string& type)
{
    const trialsource::SyntheticPopulation population(1, patients);
    std::string lines;
    for (const auto& segment : population.segments(type, {})) {
        const auto reader = must(population.open(segment, {}, 0));
        while (must(reader->advance()))
            must(reader->append(lines));
    }
    return QByteArray::fromStdString(lines);
}

QList<QByteArray> EightSteps::patientTexts()
{
    QList<QByteArray> texts{"\"resourceType\""};
    for (const auto& line : served("Patient").split('\n')) {
        if (line.isEmpty())
            continue;
        const auto patient = nlohmann::json::parse(line.toStdString());
        texts += QByteArray::fromStdString(patient["id"].get<std::string>());
        texts += QByteArray::fromStdString("\"family\":" + patient["name"][0]["family"].dump());
    }
    return texts;
}

// 1  Each person signs in with password and six digits, and has a key of their own; the admins sign the root.
void EightSteps::step1SignIn()
try {
    m_people->found();
    auto& amira = (*m_people)[QStringLiteral("amira")].console();
    auto& boris = (*m_people)[QStringLiteral("boris")].console();
    QVERIFY(boris.connection().profile().root.has_value());
    QVERIFY2(m_trial->profile().root == boris.connection().profile().root,
             "the profile pins what was signed");
    must(amira.log().advance());
    QCOMPARE(amira.log().trust().rootDigest(), *m_trial->profile().root);
    QCOMPARE(amira.log().trust().root().admins.size(), std::size_t(2));
    m_people->enrol(TrialPeople::others());
    for (const auto& name : TrialPeople::others())
        QVERIFY2((*m_people)[name].console().session().me().roles.empty(),
                 "a role before two admins signed it");
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void EightSteps::step1SignInRefused()
try {
    auto& okafor = (*m_people)[QStringLiteral("okafor")];
    auto& session = okafor.console().session();
    constexpr auto wrong = "Name, password or code is wrong. Check them and try again.";
    await(session.signOut());

    must(session.signIn(okafor.name(), TrialPerson::secretOf(QStringLiteral("not her password"))));
    REFUSED(await(session.submitCode(okafor.code())), Server, SignInRefused, wrong);
    must(session.signIn(okafor.name(), okafor.password()));
    REFUSED(await(session.submitCode(okafor.wrongCode())), Server, SignInRefused, wrong);
    QVERIFY(session.state() != client::Session::State::SignedIn);

    must(session.submitCode(okafor.sameCode())); // a wrong password spent nothing
    await(session.signOut());
    must(session.signIn(okafor.name(), okafor.password()));
    REFUSED(await(session.submitCode(okafor.sameCode())), Server, CodeUsed,
            "This code was used already. Wait for the next one; each code works once.");
    must(session.submitCode(okafor.code()));
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// brandt is left out: his key is registered, and nobody vouches for it.
void EightSteps::step1RolesAreCountersigned()
try {
    auto names = TrialPeople::others();
    names.removeOne(QStringLiteral("brandt"));
    m_people->endorse(names);
    auto& adler = (*m_people)[QStringLiteral("adler")].console();
    QVERIFY2(adler.session().me().roles.empty() && !adler.session().me().keyEndorsed,
             "one admin alone put something in force");
    m_people->countersign(names);
    using wire::Role;
    const std::vector<std::pair<QString, Role>> roles{{QStringLiteral("okafor"), Role::ExportOperator},
                                                      {QStringLiteral("adler"), Role::SecurityApprover},
                                                      {QStringLiteral("weber"), Role::SecurityApprover},
                                                      {QStringLiteral("silva"), Role::ArtifactDownloader},
                                                      {QStringLiteral("lindqvist"), Role::ComplianceOfficer}};
    for (const auto& [name, role] : roles) {
        auto& person = (*m_people)[name];
        must(person.console().log().advance());
        const auto& trust = person.console().log().trust();
        QVERIFY2(person.console().session().holds(role), qPrintable(name));
        QVERIFY2(trust.rolesAt(person.id(), trust.size()) == std::vector<Role>{role}, "by the log");
        QVERIFY2(person.console().session().me().keyEndorsed, qPrintable(name));
    }
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::e2e

int main(int count, char** arguments)
{
    QCoreApplication application(count, arguments);
    countersign::e2e::EightSteps test;
    return QTest::qExec(&test, count, arguments);
}
