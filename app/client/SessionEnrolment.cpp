#include "client/Connection.h"
#include "client/Registration.h"
#include "client/Session.h"
#include "wire/Submission.h"

/// How a person's keys come into being: made here, stored beside those of before, registered, and only then
/// in their place.
namespace countersign::client {

namespace {

// The server said no; anything else may have happened or not.
bool isRefusal(const Error& error)
{
    const int status = httpStatus(error.code);
    return status >= 400 && status < 495;
}

// Stored first: a key that the server knows and this machine lost would need two admins again.
QCoro::Task<Result<PersonKeys>> makeNew(KeyStore& store, Registrant who)
{
    auto keys = PersonKeys::generate();
    auto stored = co_await keys.saveNew(store, who.server, who.person);
    if (!stored)
        co_return tl::unexpected(stored.error());
    co_return std::move(keys);
}

struct NewKeys
{
    PersonKeys keys;
    bool again = false; ///< sent before, and no answer came
};

QCoro::Task<Result<NewKeys>> keptOrMade(KeyStore& store, Registrant who)
{
    const QPointer alive(&store);
    auto keys = co_await PersonKeys::loadNew(store, who.server, who.person);
    const bool again = keys.has_value();
    if (!again && keys.error().code != ErrorCode::KeyMissing)
        co_return tl::unexpected(keys.error());
    if (!alive)
        co_return fail(ErrorCode::Cancelled);
    if (!again)
        keys = co_await makeNew(*alive, who);
    if (!keys)
        co_return tl::unexpected(keys.error());
    co_return NewKeys{std::move(*keys), again};
}

QStringList takenFrom(std::vector<std::string>& recoveryCodes)
{
    QStringList codes;
    for (auto& text : recoveryCodes) {
        codes.append(qt(text));
        wipe(text);
    }
    return codes;
}

} // namespace

QCoro::Task<Result<wire::EnrolOffer>> Session::beginEnrolment()
{
    const Begun begun(this);
    wire::EnrolBegin message;
    message.pending = m_pending;
    const QString path = QStringLiteral("/v1/session/enrol/begin");
    auto offer = co_await m_connection.post<wire::EnrolOffer>(path, message);
    if (!offer)
        co_return tl::unexpected(offer.error());
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (auto same = checkIdentity(offer->person, offer->server); !same)
        co_return tl::unexpected(same.error());
    // The second factor's secret is the page's alone.
    m_registrant = std::make_unique<Registrant>(Registrant{offer->person, offer->name, offer->server});
    co_return std::move(*offer);
}

QCoro::Task<Result<QStringList>> Session::finishEnrolment(Secret password, Secret code, QString device)
{
    const Begun begun(this);
    if (!m_registrant)
        co_return fail(ErrorCode::NotOpen, "no enrolment was begun");
    const Registrant who = *m_registrant;
    const auto now = m_connection.signingTime();
    if (!now)
        co_return tl::unexpected(now.error());
    auto keys = co_await makeNew(m_keyStore, who);
    if (!keys)
        co_return tl::unexpected(keys.error());
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    wire::EnrolFinish message;
    message.pending = m_pending;
    message.password = std::move(password);
    message.code = std::move(code);
    message.registration = registrationOf(*keys, who, device, *now);
    const QString path = QStringLiteral("/v1/session/enrol/finish");
    auto grant = co_await m_connection.post<wire::SessionGrant>(path, message);
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (!grant) {
        if (isRefusal(grant.error()))
            co_await PersonKeys::dropNew(m_keyStore, who.server, who.person);
        if (begun.over())
            co_return fail(ErrorCode::Cancelled);
        co_return tl::unexpected(abandonIfLapsed(grant.error()));
    }
    auto recovery = takenFrom(grant->recoveryCodes);
    auto done = adopt(std::move(*grant));
    if (!done)
        co_return tl::unexpected(done.error());
    done = co_await useKeys(std::move(*keys));
    if (!done)
        co_return tl::unexpected(done.error());
    m_registrant.reset();
    setState(State::SignedIn);
    co_return recovery;
}

QCoro::Task<Result<void>> Session::registerNewKey(Secret code, QString device)
{
    const Begun begun(this);
    if (m_state != State::SignedIn)
        co_return fail(ErrorCode::SessionEnded);
    const Registrant who{m_me.person, m_me.name, m_me.server};
    const auto now = m_connection.signingTime();
    if (!now)
        co_return tl::unexpected(now.error());
    auto made = co_await keptOrMade(m_keyStore, who);
    if (!made)
        co_return tl::unexpected(made.error());
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    wire::Submission message;
    message.code = std::move(code);
    message.statements.push_back(registrationOf(made->keys, who, device, *now));
    message.action = wire::actionDigest(std::vector<Digest>(1, message.statements.front().payloadDigest()));
    auto done = co_await submitRegistration(std::move(message), made->again);
    if (!done)
        co_return done;
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    done = co_await useKeys(std::move(made->keys));
    if (done)
        emit meChanged();
    co_return done;
}

QCoro::Task<Result<void>> Session::adoptNewKeys(KeyThumbprint signing)
{
    const Begun begun(this);
    auto kept = co_await PersonKeys::loadNew(m_keyStore, m_me.server, m_me.person);
    if (!kept)
        co_return tl::unexpected(kept.error());
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (kept->signing.thumbprint() != signing)
        co_return fail(ErrorCode::KeyMissing, "renewed on another machine");
    auto done = co_await useKeys(std::move(*kept));
    if (done)
        emit meChanged();
    co_return done;
}

// `again`: the same keys were sent before, and no answer came.
QCoro::Task<Result<void>> Session::submitRegistration(wire::Submission message, bool again)
{
    const Begun begun(this);
    const QString path = QStringLiteral("/v1/statements");
    auto answer = co_await m_connection.post<wire::Submitted>(path, message);
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    if (answer || (again && answer.error().code == ErrorCode::Conflict)) // it knows the key: it had arrived
        co_return Result<void>{};
    // What may have arrived is kept.
    if (!again && isRefusal(answer.error()))
        co_await PersonKeys::dropNew(m_keyStore, m_me.server, m_me.person);
    co_return tl::unexpected(answer.error());
}

QCoro::Task<Result<void>> Session::useKeys(PersonKeys keys)
{
    const Begun begun(this);
    // Should this fail, they are where they were and are found there, unless older ones stand before them.
    auto used = co_await keys.use(m_keyStore, m_me.server, m_me.person);
    if (begun.over())
        co_return fail(ErrorCode::Cancelled);
    m_keys = std::make_unique<PersonKeys>(std::move(keys));
    m_keyFault = used ? std::nullopt : std::optional(used.error());
    co_return Result<void>{};
}

} // namespace countersign::client
