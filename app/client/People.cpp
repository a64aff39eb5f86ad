#include "client/People.h"

#include "client/AdminMatters.h"
#include "crypto/Sha256.h"

#include <algorithm>

#include <QPointer>

namespace countersign::client {

namespace {

// What a code is typed for where no statement is signed: SHA-256(method ‖ space ‖ path).
Digest actionOf(const QString& path)
{
    return crypto::sha256("POST " + path.toStdString());
}

QString pathOf(const PersonId& person, const char* what)
{
    return QStringLiteral("/v1/people/") + qt(person.text()) + u'/' + QLatin1String(what);
}

wire::Privileged privileged(const QString& path, Secret code)
{
    wire::Privileged message;
    message.action = actionOf(path);
    message.code = std::move(code);
    return message;
}

} // namespace

People::People(Connection& connection, Session& session, LogFollower& log, Statements& statements,
               const Clock& clock, QObject* parent)
    : QObject(parent),
      m_connection(connection),
      m_session(session),
      m_log(log),
      m_statements(statements),
      m_clock(clock)
{
}

QCoro::Task<Result<void>> People::refresh()
{
    return load(Connection::Activity::Person);
}

void People::follow()
{
    detach(load(Connection::Activity::Background));
}

QCoro::Task<Result<void>> People::load(Connection::Activity activity)
{
    const QPointer<People> self(this);
    const int generation = m_generation;
    const QString path = QStringLiteral("/v1/people");
    auto answer = co_await m_connection.get<wire::People>(path, activity);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    // What the list names in the log, and our own statement that this may follow, are there.
    std::uint64_t needed = 0;
    for (const auto* records : {&answer->waiting, &answer->decisions})
        for (const auto& record : *records)
            needed = std::max(needed, record.trustIndex ? *record.trustIndex + 1 : 0);
    auto done = co_await m_log.advance();
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (done)
        done = co_await reach(needed);
    if (!done)
        co_return done;
    if (!self || generation != m_generation)
        co_return fail(ErrorCode::Cancelled);
    const auto& state = m_log.trust();
    m_matters = openMatters(state, m_session.me().person, m_clock.now());
    m_people.clear();
    for (const auto& row : answer->people)
        m_people.push_back(personOf(row, state, m_matters));
    emit changed();
    co_return Result<void>{};
}

QCoro::Task<Result<void>> People::reach(std::uint64_t trustEntries)
{
    return m_log.reach(trustEntries, 0);
}

std::vector<AdminMatterView> People::waiting() const
{
    return m_matters;
}

// Signs, then looks at what became of it; that it is signed stands, whatever the looking answers.
QCoro::Task<Result<void>> People::send(std::vector<wire::StatementBody> bodies, Secret code)
{
    const QPointer<People> self(this);
    auto sent = co_await m_statements.send(std::move(bodies), std::move(code));
    if (!sent)
        co_return tl::unexpected(sent.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto shown = co_await load(Connection::Activity::Background);
    co_return Result<void>{};
}

Result<std::vector<wire::StatementBody>> People::endorsementOf(const std::vector<PersonId>& people,
                                                               const std::string& reason) const
{
    std::vector<PersonView> chosen;
    for (const auto& view : m_people)
        if (std::find(people.begin(), people.end(), view.row.id) != people.end())
            chosen.push_back(view);
    if (chosen.size() != people.size())
        return fail(ErrorCode::NotFound);
    return endorsement(chosen, m_log.trust(), reason);
}

QCoro::Task<Result<void>> People::endorse(std::vector<PersonId> people, QString reason, Secret code)
{
    const QPointer<People> self(this);
    const auto why = reason.toStdString();
    auto shown = endorsementOf(people, why);
    if (!shown)
        co_return tl::unexpected(shown.error());
    auto done = co_await load(Connection::Activity::Person);
    if (!done)
        co_return done;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    // Signed is what the page showed when the person said so, and only if it still stands: a key or a role
    // that came meanwhile, or that the server slips in now, was compared with nobody.
    auto bodies = endorsementOf(people, why);
    if (!bodies)
        co_return tl::unexpected(bodies.error());
    if (!sameActs(*shown, *bodies))
        co_return fail(ErrorCode::Conflict, "what waits for these people has changed");
    done = co_await send(std::move(*bodies), std::move(code));
    co_return done;
}

Result<void> People::checkOpen(const std::vector<Digest>& matters) const
{
    const auto open = openMatters(m_log.trust(), m_session.me().person, m_clock.now());
    for (const auto& digest : matters) {
        const auto found =
            std::find_if(open.begin(), open.end(), [&](const auto& view) { return view.digest == digest; });
        if (found == open.end())
            return fail(ErrorCode::NotOpen);
        if (found->whyNotMe)
            return tl::unexpected(*found->whyNotMe);
    }
    return {};
}

QCoro::Task<Result<void>> People::decide(std::vector<Digest> matters, wire::Verdict verdict, QString reason,
                                         Secret code)
{
    const QPointer<People> self(this);
    auto done = co_await m_log.advance();
    if (!done)
        co_return done;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    done = checkOpen(matters);
    if (!done)
        co_return done;
    wire::DecisionBody body;
    body.subjects = std::move(matters);
    body.gate = wire::Gate::Admin;
    body.decision = verdict;
    body.reason = reason.toStdString();
    std::vector<wire::StatementBody> bodies;
    bodies.emplace_back(std::move(body));
    done = co_await send(std::move(bodies), std::move(code));
    co_return done;
}

QCoro::Task<Result<void>> People::change(PersonId person, wire::RoleAction action,
                                         std::optional<wire::Role> role, QString reason, Secret code)
{
    wire::RoleChangeBody body;
    body.person = person;
    body.action = action;
    body.role = role;
    body.reason = reason.toStdString();
    std::vector<wire::StatementBody> bodies;
    bodies.emplace_back(std::move(body));
    return send(std::move(bodies), std::move(code));
}

QCoro::Task<Result<wire::EnrolmentCode>> People::invite(PersonId id, QString name,
                                                        std::vector<wire::Role> roles, Secret code)
{
    const QPointer<People> self(this);
    const QString path = QStringLiteral("/v1/people");
    wire::Invitation message;
    message.id = id;
    message.name = name.toStdString();
    message.invited = std::move(roles);
    message.action = actionOf(path);
    message.code = std::move(code);
    auto given = co_await m_connection.post<wire::EnrolmentCode>(path, message);
    if (given && self)
        follow();
    co_return given;
}

QCoro::Task<Result<wire::EnrolmentCode>> People::newCode(PersonId person, Secret code)
{
    const QPointer<People> self(this);
    const QString path = pathOf(person, "code");
    const auto message = privileged(path, std::move(code));
    auto given = co_await m_connection.post<wire::EnrolmentCode>(path, message);
    if (given && self)
        follow();
    co_return given;
}

QCoro::Task<Result<void>> People::unlock(PersonId person, Secret code)
{
    const QPointer<People> self(this);
    const QString path = pathOf(person, "unlock");
    auto text = wire::encode(privileged(path, std::move(code)));
    auto body = QByteArray::fromStdString(text);
    wipe(text);
    auto answer = co_await m_connection.call("POST", path, std::move(body)); // 204, without a body
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (self)
        follow();
    co_return Result<void>{};
}

void People::clear()
{
    ++m_generation;
    m_people.clear();
    m_matters.clear();
    emit changed();
}

} // namespace countersign::client
