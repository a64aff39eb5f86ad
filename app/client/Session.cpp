#include "client/Session.h"

#include "client/Connection.h"
#include "client/KeyStore.h"
#include "client/PersonKeys.h"
#include "crypto/Jws.h"
#include "crypto/Random.h"
#include "wire/Submission.h"

#include <algorithm>

namespace countersign::client {

namespace {

// Signed by the very key that it registers. Nothing is seen: who enrols has no session to read the logs with.
crypto::Jws registrationOf(const PersonKeys& keys, const wire::EnrolOffer& who, const QString& device,
                           Time now)
{
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("reg_"));
    statement.server = who.server;
    statement.author = {who.person, keys.signing.thumbprint()};
    statement.issued = now;
    statement.expires = now + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    wire::KeyRegistrationBody body;
    body.person = who.person;
    body.name = who.name;
    body.device = device.toStdString();
    body.signing = keys.signing.publicKey();
    body.encryption = keys.encryption.publicKey();
    statement.body = std::move(body);
    return crypto::signJws(bytesOf(wire::encodeStatement(statement)), wire::statementTyp, keys.signing);
}

// The server said no; anything else may have happened or not.
bool isRefusal(const Error& error)
{
    const int status = httpStatus(error.code);
    return status >= 400 && status < 495;
}

} // namespace

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

Result<void> Session::adopt(wire::SessionGrant grant)
{
    if (grant.me.server != m_connection.profile().server) {
        m_connection.forgetTokens();
        return fail(ErrorCode::RootMismatch, "the session is another server's");
    }
    m_connection.adoptTokens(std::move(grant.accessToken), std::move(grant.refreshToken), grant.expiresIn);
    m_pending.clear();
    m_idleSeconds = grant.idleSeconds;
    m_me = std::move(grant.me);
    touch();
    emit meChanged();
    return {};
}

QCoro::Task<void> Session::loadKeys()
{
    auto keys = co_await PersonKeys::load(m_keyStore, m_me.server, m_me.person);
    m_keys.reset();
    m_keyFault.reset();
    if (keys)
        m_keys = std::make_unique<PersonKeys>(std::move(*keys));
    else
        m_keyFault = keys.error();
}

QCoro::Task<Result<void>> Session::signIn(QString name, Secret password)
{
    wire::SignIn message;
    message.name = name.toStdString();
    message.password = std::move(password);
    const QString path = QStringLiteral("/v1/session");
    auto answer = co_await m_connection.post<wire::SignInAnswer>(path, message);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (answer->next != "totp" && answer->next != "enrol")
        co_return fail(ErrorCode::Internal, "an unknown next step of sign-in");
    m_name = name;
    m_pending = std::move(answer->pending);
    setState(answer->next == "totp" ? State::AwaitingCode : State::Enrolling);
    co_return Result<void>{};
}

QCoro::Task<Result<void>> Session::submitCode(Secret code)
{
    wire::SecondFactor message;
    message.pending = m_pending;
    message.code = std::move(code);
    const QString path = QStringLiteral("/v1/session/totp");
    auto grant = co_await m_connection.post<wire::SessionGrant>(path, message);
    if (!grant)
        co_return tl::unexpected(grant.error());
    auto done = adopt(std::move(*grant));
    if (!done)
        co_return done;
    co_await loadKeys();
    setState(State::SignedIn);
    co_return Result<void>{};
}

QCoro::Task<Result<wire::EnrolOffer>> Session::beginEnrolment()
{
    wire::EnrolBegin message;
    message.pending = m_pending;
    const QString path = QStringLiteral("/v1/session/enrol/begin");
    auto offer = co_await m_connection.post<wire::EnrolOffer>(path, message);
    if (!offer)
        co_return tl::unexpected(offer.error());
    if (offer->server != m_connection.profile().server)
        co_return fail(ErrorCode::RootMismatch, "the offer is another server's");
    wire::EnrolOffer kept; // without the second factor's secret: only the page shows it
    kept.person = offer->person;
    kept.name = offer->name;
    kept.roles = offer->roles;
    kept.server = offer->server;
    m_offer = std::move(kept);
    co_return std::move(*offer);
}

QCoro::Task<Result<QStringList>> Session::finishEnrolment(Secret password, Secret code, QString device)
{
    if (!m_offer)
        co_return fail(ErrorCode::NotOpen, "no enrolment was begun");
    wire::EnrolOffer who; // of its own: signing out while we wait drops the other
    who.person = m_offer->person;
    who.name = m_offer->name;
    who.server = m_offer->server;
    auto keys = PersonKeys::generate();
    // Stored first: a key that the server knows and this machine lost would need two admins again.
    auto stored = co_await keys.save(m_keyStore, who.server, who.person);
    if (!stored)
        co_return tl::unexpected(stored.error());
    wire::EnrolFinish message;
    message.pending = m_pending;
    message.password = std::move(password);
    message.code = std::move(code);
    message.registration =
        registrationOf(keys, who, device, m_clock.now() + std::chrono::seconds(m_connection.skewSeconds()));
    const QString path = QStringLiteral("/v1/session/enrol/finish");
    auto grant = co_await m_connection.post<wire::SessionGrant>(path, message);
    if (!grant)
        co_return tl::unexpected(grant.error());
    QStringList recovery;
    for (auto& text : grant->recoveryCodes) {
        recovery.append(qt(text));
        wipe(text);
    }
    auto done = adopt(std::move(*grant));
    if (!done)
        co_return tl::unexpected(done.error());
    m_keys = std::make_unique<PersonKeys>(std::move(keys));
    m_keyFault.reset();
    m_offer.reset();
    setState(State::SignedIn);
    co_return recovery;
}

QCoro::Task<Result<void>> Session::registerNewKey(Secret code, QString device)
{
    if (m_state != State::SignedIn)
        co_return fail(ErrorCode::SessionEnded);
    wire::EnrolOffer who;
    who.person = m_me.person;
    who.name = m_me.name;
    who.server = m_me.server;
    auto keys = PersonKeys::generate();
    wire::Submission message;
    message.code = std::move(code);
    message.statements.push_back(
        registrationOf(keys, who, device, m_clock.now() + std::chrono::seconds(m_connection.skewSeconds())));
    message.action = wire::actionDigest(std::vector<Digest>(1, message.statements.front().payloadDigest()));
    auto stored = co_await keys.save(m_keyStore, who.server, who.person);
    if (!stored)
        co_return stored;
    const QString path = QStringLiteral("/v1/statements");
    auto answer = co_await m_connection.post<wire::Submitted>(path, message);
    if (!answer) {
        // The key of before must not be lost to a mistyped code.
        if (m_keys && isRefusal(answer.error()))
            co_await m_keys->save(m_keyStore, who.server, who.person);
        co_return tl::unexpected(answer.error());
    }
    m_keys = std::make_unique<PersonKeys>(std::move(keys));
    m_keyFault.reset();
    emit meChanged();
    co_return Result<void>{};
}

QCoro::Task<void> Session::signOut()
{
    const QString path = QStringLiteral("/v1/session");
    if (m_connection.hasTokens())
        co_await m_connection.call("DELETE", path);
    m_connection.forgetTokens();
    m_keys.reset();
    m_keyFault.reset();
    m_offer.reset();
    m_pending.clear();
    m_me = {};
    setState(State::SignedOut);
    emit meChanged();
}

void Session::lock()
{
    if (m_state != State::SignedIn)
        return;
    m_connection.forgetTokens();
    m_keys.reset();
    setState(State::Locked);
}

QCoro::Task<Result<void>> Session::unlock(Secret password, Secret code)
{
    if (m_state != State::Locked)
        co_return fail(ErrorCode::NotOpen);
    wire::SignIn message;
    message.name = m_name.toStdString();
    message.password = std::move(password);
    const QString signInPath = QStringLiteral("/v1/session");
    auto answer = co_await m_connection.post<wire::SignInAnswer>(signInPath, message);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (answer->next != "totp")
        co_return fail(ErrorCode::SignInRefused, "enrolment is asked for anew");
    wire::SecondFactor second;
    second.pending = std::move(answer->pending);
    second.code = std::move(code);
    const QString codePath = QStringLiteral("/v1/session/totp");
    auto grant = co_await m_connection.post<wire::SessionGrant>(codePath, second);
    if (!grant)
        co_return tl::unexpected(grant.error());
    if (grant->me.person != m_me.person)
        co_return fail(ErrorCode::SignInRefused, "another person");
    auto done = adopt(std::move(*grant));
    if (!done)
        co_return done;
    co_await loadKeys();
    setState(State::SignedIn);
    co_return Result<void>{};
}

QCoro::Task<Result<void>> Session::refreshMe()
{
    const QString path = QStringLiteral("/v1/session");
    // Asked because of an event: no sign of a person.
    auto answer = co_await m_connection.get<wire::Me>(path, Connection::Activity::Background);
    if (!answer)
        co_return tl::unexpected(answer.error());
    m_me = std::move(*answer);
    emit meChanged();
    co_return Result<void>{};
}

} // namespace countersign::client
