#include "falls/FallingTrial.h"

namespace countersign::falls {

namespace {

using e2e::must;
using wire::Gate;

const QStringList colleagues{QStringLiteral("okafor"), QStringLiteral("adler"), QStringLiteral("weber"),
                             QStringLiteral("silva")};

/// A person's keys, which outlive the console that uses them: sealing them costs a second each time.
class LentKeys final : public client::KeyStore
{
public:
    explicit LentKeys(std::shared_ptr<gallery::MemoryKeyStore> keys) : m_keys(std::move(keys)) {}
    QCoro::Task<Result<Secret>> read(QString name) override { return m_keys->read(std::move(name)); }
    QCoro::Task<Result<void>> write(QString name, Secret value) override
    {
        return m_keys->write(std::move(name), std::move(value));
    }
    QCoro::Task<Result<void>> remove(QString name) override { return m_keys->remove(std::move(name)); }

private:
    std::shared_ptr<gallery::MemoryKeyStore> m_keys;
};

QString nameOf(FallingTrial::Stage stage)
{
    return QStringLiteral("stage-%1").arg(static_cast<int>(stage));
}

} // namespace

FallingTrial::FallingTrial()
    : m_trial({QStringLiteral("--patients"), QStringLiteral("12"), QStringLiteral("--preparation-seconds"),
               QStringLiteral("0")}),
      m_server(m_trial)
{
    m_trial.start(); // the source, too
    m_trial.killServer(SIGTERM);
    m_server.start();
    m_people =
        std::make_unique<e2e::TrialPeople>(m_trial, [this](const QString& name) { return keysOf(name); });
    found();
    ask();
    release();
    for (const auto& name : colleagues) {
        auto& knowing = m_knowing[name];
        knowing = std::make_unique<e2e::TrialPerson>(m_trial, m_people->authenticator(), name,
                                                     name + QStringLiteral("-knowing"), keysOf(name));
        knowing->knowsPasswordOf((*m_people)[name]);
    }
    m_people.reset();
    // Of its own: the people's goes with them. What they typed last is not typed again.
    m_authenticator = std::make_unique<e2e::Authenticator>(
        m_trial.folder() + QStringLiteral("/authenticator"), qEnvironmentVariable("FAKETIME_TIMESTAMP_FILE"));
    passTime(std::chrono::seconds(30));
}

FallingTrial::~FallingTrial() = default;

std::unique_ptr<client::KeyStore> FallingTrial::keysOf(const QString& name)
{
    auto& keys = m_keys[name];
    if (!keys)
        keys = std::make_shared<gallery::MemoryKeyStore>();
    return std::make_unique<LentKeys>(keys);
}

void FallingTrial::put(Stage stage)
{
    if (m_server.stop() != 0)
        throw std::runtime_error("not an orderly end: " + m_server.output().toStdString());
    m_server.keep(nameOf(stage));
    m_server.start();
}

void FallingTrial::found()
{
    m_people->found();
    m_people->enrol(colleagues);
    m_people->endorse(colleagues);
    m_people->countersign(colleagues);
    put(Stage::Founded);
}

void FallingTrial::ask()
{
    m_job = m_people->ask(m_people->draft(QStringLiteral("Diabetes registry"), {"Observation", "Patient"}));
    put(Stage::Asked);
    must(m_people->approve(QStringLiteral("adler"), m_job, Gate::Request));
    put(Stage::HalfApproved);
}

void FallingTrial::release()
{
    must(m_people->approve(QStringLiteral("weber"), m_job, Gate::Request));
    std::ignore = (*m_people)[QStringLiteral("okafor")].waitUntil(
        m_job, QStringLiteral("all files to be in"),
        [](const auto& view) { return view.state == wire::JobState::AwaitingRelease; });
    for (const auto& name : {QStringLiteral("adler"), QStringLiteral("weber")})
        must(m_people->approve(name, m_job, Gate::Release));
    put(Stage::Released);
}

void FallingTrial::lay(Stage stage)
{
    m_server.letBe();
    m_server.kill();
    m_server.restore(nameOf(stage));
}

void FallingTrial::go(Stage stage)
{
    lay(stage);
    m_server.start();
    awaitAnswer();
}

// It listens before it has logged its start.
void FallingTrial::awaitAnswer() const
{
    const SystemClock clock;
    client::Connection stranger(m_trial.profile(), clock);
    const QString path = QStringLiteral("/v1/session");
    if (const auto answer = e2e::await(stranger.call("GET", path)); answer || answer.error().incident.empty())
        throw std::runtime_error("the server does not answer");
}

std::unique_ptr<e2e::TrialPerson> FallingTrial::person(const QString& name)
{
    auto fresh = std::make_unique<e2e::TrialPerson>(m_trial, *m_authenticator, name, QString(), keysOf(name));
    if (const auto knowing = m_knowing.find(name); knowing != m_knowing.end())
        fresh->knowsPasswordOf(*knowing->second);
    return fresh;
}

std::unique_ptr<e2e::TrialPerson> FallingTrial::signedIn(const QString& name)
{
    auto fresh = person(name);
    fresh->signIn();
    return fresh;
}

std::unique_ptr<e2e::TrialPerson> FallingTrial::atTheExport(const QString& name)
{
    auto fresh = signedIn(name);
    std::ignore = fresh->look(m_job);
    return fresh;
}

std::unique_ptr<e2e::TrialPerson> FallingTrial::newcomer()
{
    const auto name = QStringLiteral("brandt");
    m_keys.erase(name);
    return person(name);
}

QString FallingTrial::freshFolder()
{
    return m_trial.folder() + QStringLiteral("/fetched-%1").arg(++m_folders);
}

void FallingTrial::passTime(std::chrono::seconds by)
{
    m_authenticator->moveClock(static_cast<int>(by.count()));
}

Result<void> FallingTrial::approve(e2e::TrialPerson& person, const JobId& job, Secret code)
{
    const auto& view = person.look(job);
    return e2e::await(
        person.console().approvals().decide(job, view.requestDigest, Gate::Request, wire::Verdict::Approve,
                                            QStringLiteral("Covered by the agreement."), std::move(code)));
}

} // namespace countersign::falls
