#include "client/Session.h"

#include "client/Connection.h"
#include "client/KeyStore.h"
#include "client/Registration.h"

#include <algorithm>

namespace countersign::client {

Session::Session(Connection& connection, KeyStore& keyStore, const Clock& clock, QObject* parent)
    : QObject(parent), m_connection(connection), m_keyStore(keyStore), m_clock(clock)
{
    connect(&m_connection, &Connection::sessionEnded, this, [this](const QString& code) {
        lock();
        emit ended(code);
    });
}

Session::~Session() = default;

void Session::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        emit stateChanged();
}

bool Session::holds(wire::Role role) const
{
    return std::find(m_me.roles.begin(), m_me.roles.end(), role) != m_me.roles.end();
}

int Session::idleSecondsLeft() const
{
    const auto idle = std::chrono::duration_cast<std::chrono::seconds>(m_clock.now() - m_lastTouch).count();
    return static_cast<int>(std::max<std::int64_t>(0, m_idleSeconds - idle));
}

void Session::touch()
{
    m_lastTouch = m_clock.now();
}

Result<void> Session::checkIdentity(const PersonId& person, const ServerId& server) const
{
    if (server != m_connection.profile().server)
        return fail(ErrorCode::IdentityMismatch, "says that it is " + server.text());
    if (qt(person.text()).compare(m_name, Qt::CaseInsensitive) != 0)
        return fail(ErrorCode::IdentityMismatch, "takes " + m_name.toStdString() + " for " + person.text());
    return {};
}

Result<void> Session::adopt(wire::SessionGrant grant)
{
    if (auto same = checkIdentity(grant.me.person, grant.me.server); !same) {
        m_connection.forgetTokens();
        return same;
    }
    m_connection.adoptTokens(std::move(grant.accessToken), std::move(grant.refreshToken), grant.expiresIn);
    m_pending.clear();
    m_idleSeconds = grant.idleSeconds;
    m_me = std::move(grant.me);
    touch();
    emit meChanged();
    return {};
}

QCoro::Task<Result<void>> Session::signIn(QString name, Secret password)
{
    const Begun begun(this);
    wire::SignIn message;
    message.name = name.toStdString();
    message.password = std::move(password);
    const QString path = QStringLiteral("/v1/session");
    auto answer = co_await m_connection.post<wire::SignInAnswer>(path, message);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (answer->next != "totp" && answer->next != "enrol")
        co_return fail(ErrorCode::Internal, "an unknown next step of sign-in");
    m_name = name.trimmed();
    m_pending = std::move(answer->pending);
    setState(answer->next == "totp" ? State::AwaitingCode : State::Enrolling);
    co_return Result<void>{};
}

QCoro::Task<Result<void>> Session::submitCode(Secret code)
{
    return enter(m_pending, std::move(code));
}

// The second factor, and what follows from it.
QCoro::Task<Result<void>> Session::enter(std::string pending, Secret code)
{
    const Begun begun(this);
    wire::SecondFactor message;
    message.pending = std::move(pending);
    message.code = std::move(code);
    const QString path = QStringLiteral("/v1/session/totp");
    auto grant = co_await m_connection.post<wire::SessionGrant>(path, message);
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (!grant)
        co_return tl::unexpected(abandonIfLapsed(grant.error()));
    auto done = adopt(std::move(*grant));
    if (!done)
        co_return done;
    done = co_await loadKeys();
    if (!done)
        co_return done;
    setState(State::SignedIn);
    co_return Result<void>{};
}

Error Session::abandonIfLapsed(Error error)
{
    const bool signingIn = m_state == State::AwaitingCode || m_state == State::Enrolling;
    if (error.code == ErrorCode::SignInLapsed && signingIn) {
        m_pending.clear();
        m_registrant.reset();
        setState(State::SignedOut);
    }
    return error;
}

QCoro::Task<Result<void>> Session::loadKeys()
{
    const Begun begun(this);
    auto keys = co_await PersonKeys::load(m_keyStore, m_me.server, m_me.person);
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    m_keys.reset();
    m_keyFault.reset();
    if (keys)
        m_keys = std::make_unique<PersonKeys>(std::move(*keys));
    else
        m_keyFault = keys.error();
    co_return Result<void>{};
}

QCoro::Task<Result<void>> Session::reloadKeys()
{
    const Begun begun(this);
    if (m_state != State::SignedIn)
        co_return fail(ErrorCode::SessionEnded);
    if (m_keys) // found meanwhile, and perhaps in use
        co_return Result<void>{};
    auto done = co_await loadKeys();
    if (!done)
        co_return done;
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    emit meChanged();
    if (m_keyFault)
        co_return tl::unexpected(*m_keyFault);
    co_return Result<void>{};
}

QCoro::Task<void> Session::signOut()
{
    const QPointer self(this);
    const QString path = QStringLiteral("/v1/session");
    if (m_connection.hasTokens())
        co_await m_connection.call("DELETE", path);
    if (!self)
        co_return;
    ++m_generation;
    m_connection.forgetTokens();
    m_keys.reset();
    m_keyFault.reset();
    m_registrant.reset();
    m_pending.clear();
    m_me = {};
    setState(State::SignedOut);
    emit meChanged();
}

void Session::lock()
{
    if (m_state != State::SignedIn)
        return;
    ++m_generation;
    m_connection.forgetTokens();
    m_keys.reset();
    setState(State::Locked);
}

QCoro::Task<Result<void>> Session::unlock(Secret password, Secret code)
{
    const Begun begun(this);
    if (m_state != State::Locked)
        co_return fail(ErrorCode::NotOpen);
    wire::SignIn message;
    message.name = m_name.toStdString();
    message.password = std::move(password);
    const QString path = QStringLiteral("/v1/session");
    auto answer = co_await m_connection.post<wire::SignInAnswer>(path, message);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (answer->next != "totp")
        co_return fail(ErrorCode::SignInRefused, "enrolment is asked for anew");
    auto done = co_await enter(std::move(answer->pending), std::move(code));
    co_return done;
}

QCoro::Task<Result<void>> Session::refreshMe()
{
    const Begun begun(this);
    const QString path = QStringLiteral("/v1/session");
    // Asked because of an event: no sign of a person.
    auto answer = co_await m_connection.get<wire::Me>(path, Connection::Activity::Background);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (auto same = checkIdentity(answer->person, answer->server); !same) {
        lock();
        emit ended(qt(codeText(same.error().code)));
        co_return same;
    }
    m_me = std::move(*answer);
    emit meChanged();
    co_return Result<void>{};
}

} // namespace countersign::client
