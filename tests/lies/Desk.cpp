#include "Desk.h"

#include "PersonsKeyStore.h"
#include "ui/job/ChainWords.h"
#include "ui/shell/LogWords.h"
#include "ui/shell/Sentences.h"

#include <QDir>
#include <QTest>

namespace countersign::lies {

using client::Retrieval;

namespace {

constexpr int patience = 60'000; // ms, for a busy machine; nothing waits for it to pass

Secret secret(std::string_view text)
{
    return Secret(text);
}

QString refusedFile(const Retrieval& retrieval)
{
    for (const auto& file : retrieval.files())
        if (file.error)
            return ui::sentence(*file.error);
    return QStringLiteral("a file did not come");
}

} // namespace

Desk::Desk(Hospital& hospital, const test::TestPerson& person, const Clock* clock)
    : m_person(person),
      m_client(std::make_unique<client::Client>(
          hospital.server.profile(hospital.world.server, hospital.world.root.digest),
          std::make_unique<test::PersonsKeyStore>(person), m_state.filePath(QStringLiteral("log")),
          clock ? *clock : hospital.world.clock))
{
    const auto me = hospital.server.letIn(person.id, hospital.world.server);
    const auto next = wire::encode(wire::SignInAnswer{"totp", "pend_1"});
    hospital.server.answerPost("/v1/session", [next](const std::string&) { return next; });
    hospital.server.put("/v1/session", wire::encode(me));
}

Desk::~Desk() = default;

// A broken log takes the place of every page.
QString Desk::refusal(const Error& error)
{
    if (const auto& broken = m_client->log().broken())
        return ui::brokenMeaning(*broken);
    return ui::refusalSentence(m_client->book().find(JobId("job_1")), error);
}

QString Desk::signIn()
{
    auto& session = m_client->session();
    const auto name = QString::fromStdString(m_person.id.text());
    auto done = QCoro::waitFor(session.signIn(name, secret("password")));
    if (done)
        done = QCoro::waitFor(session.submitCode(secret("123456")));
    return done ? QString() : ui::sentence(done.error());
}

QString Desk::follow()
{
    const auto done = QCoro::waitFor(m_client->log().advance());
    return done ? QString() : refusal(done.error());
}

QString Desk::look()
{
    const auto done = QCoro::waitFor(m_client->book().refresh());
    return done ? QString() : refusal(done.error());
}

QString Desk::decide(const Digest& subject, wire::Gate gate, wire::Verdict verdict)
{
    const auto done = QCoro::waitFor(m_client->approvals().decide(
        JobId("job_1"), subject, gate, verdict, QStringLiteral("looked at it"), secret("123456")));
    if (done)
        return {};
    return m_client->log().broken()
               ? refusal(done.error())
               : ui::undecidedSentence(m_client->book().find(JobId("job_1")), done.error());
}

QString Desk::revoke(const test::TestPerson& person)
{
    const auto done = QCoro::waitFor(m_client->signingKeys().revoke(
        person.id, person.signing.thumbprint(), wire::RevocationCause::Lost, m_client->log().trust().size(),
        QStringLiteral("left on a train"), secret("123456")));
    return done ? QString() : refusal(done.error());
}

QString Desk::fetch()
{
    const auto begun = QCoro::waitFor(
        m_client->downloads().begin(JobId("job_1"), m_folder.filePath("received"), secret("123456")));
    if (!begun)
        return refusal(begun.error());
    const auto& retrieval = **begun;
    const bool ended = QTest::qWaitFor(
        [&] {
            return retrieval.state() == Retrieval::State::Done ||
                   retrieval.state() == Retrieval::State::Failed;
        },
        patience);
    if (!ended)
        return QStringLiteral("the retrieval did not end");
    return retrieval.state() == Retrieval::State::Done ? QString() : refusedFile(retrieval);
}

QString Desk::trail()
{
    const auto events = QCoro::waitFor(m_client->trail().load(JobId("job_1")));
    return events ? QString() : refusal(events.error());
}

QStringList Desk::lying() const
{
    return QDir(m_folder.filePath("received"))
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

QByteArray Desk::content(const QString& name) const
{
    QFile file(m_folder.filePath("received/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace countersign::lies
