#include "client/SigningKeys.h"

#include "client/KeyStore.h"
#include "client/PersonKeys.h"
#include "client/Registration.h"

#include <algorithm>

namespace countersign::client {

namespace {

using State = SigningKeyView::State;

State stateOf(const trust::TrustState& state, const trust::KeyRecord& record)
{
    if (record.revoked)
        return State::Revoked;
    if (record.open())
        return State::InForce;
    if (record.valid)
        return State::Replaced;
    const auto* matter = state.matter(record.registration);
    return matter && matter->standing == wire::Standing::Open ? State::Waiting : State::Refused;
}

SigningKeyView viewOfKey(const trust::TrustState& state, const KeyThumbprint& signing,
                         const trust::KeyRecord& record)
{
    SigningKeyView view;
    view.signing = signing;
    view.encryption = record.encryption.thumbprint();
    view.device = qt(record.device);
    view.registration = record.registration;
    view.state = stateOf(state, record);
    view.root = record.root;
    view.registeredAt = record.registered;
    view.ended = record.revoked;
    view.vouched = record.vouchedBy.has_value();
    for (const auto& endorser : record.endorsers)
        view.endorsers << nameOf(state, endorser);
    if (const auto place = state.place(record.registration))
        view.registered = place->time;
    const auto* matter = state.matter(record.registration);
    if (!matter)
        return view;
    const auto& body = *matter->signedStatement.statement.as<wire::KeyRegistrationBody>();
    view.renewal = body.replaces.has_value();
    if (view.state != State::Waiting)
        return view;
    view.vouched = matter->vouched.has_value();
    view.needed = static_cast<int>(state.approvalsNeeded(*matter));
    for (const auto& approval : matter->approvals)
        view.endorsers << nameOf(state, approval.person);
    return view;
}

// The key that took the place of this one, where the log says so.
std::optional<KeyThumbprint> renewalOf(const trust::TrustState& state, const PersonId& person,
                                       const KeyThumbprint& signing)
{
    const auto found = state.people().find(person);
    if (found == state.people().end())
        return std::nullopt;
    for (const auto& other : found->second.keys) {
        const auto* record = state.key(other);
        const auto* matter = state.matter(record->registration);
        const auto* body =
            matter ? matter->signedStatement.statement.as<wire::KeyRegistrationBody>() : nullptr;
        if (body && body->replaces == signing && record->open())
            return other;
    }
    return std::nullopt;
}

bool restsOn(const ExportView& view, const KeyThumbprint& signing, std::uint64_t voidFrom)
{
    const auto signedSince = [&](const SignatureView& signature) {
        return signature.key == signing && signature.trustIndex && *signature.trustIndex >= voidFrom;
    };
    return signedSince(view.requestSignature) ||
           std::any_of(view.decisions.begin(), view.decisions.end(), [&](const DecisionView& decision) {
               return decision.verdict == wire::Verdict::Approve && signedSince(decision.signature);
           });
}

bool mayStillEnd(wire::JobState state)
{
    using enum wire::JobState;
    return state != Rejected && state != Withdrawn && state != Lapsed && state != Failed && state != Voided &&
           state != Destroyed;
}

} // namespace

SigningKeys::SigningKeys(Connection& connection, Session& session, LogFollower& log, Statements& statements,
                         ExportBook& book, KeyStore& store, QObject* parent)
    : QObject(parent),
      m_connection(connection),
      m_session(session),
      m_log(log),
      m_statements(statements),
      m_book(book),
      m_store(store)
{
    connect(&m_log, &LogFollower::advanced, this, &SigningKeys::settle);
    connect(&m_session, &Session::meChanged, this, &SigningKeys::settle);
}

std::vector<SigningKeyView> SigningKeys::of(const PersonId& person) const
{
    std::vector<SigningKeyView> views;
    const auto& state = m_log.trust();
    const auto found = state.people().find(person);
    if (found == state.people().end())
        return views;
    const auto* mine = m_session.keys();
    const bool isMe = person == m_session.me().person;
    const bool haveKey = mine && state.keyAt(mine->signing.thumbprint(), state.size());
    for (const auto& signing : found->second.keys) {
        auto view = viewOfKey(state, signing, *state.key(signing));
        view.here = isMe && mine && mine->signing.thumbprint() == signing;
        view.asksMe = isMe && haveKey && !view.here && view.state == State::Waiting && !view.vouched;
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<SigningKeyView> SigningKeys::mine() const
{
    return of(m_session.me().person);
}

RevocationEffect SigningKeys::effectOf(const KeyThumbprint& signing, std::uint64_t voidFrom) const
{
    RevocationEffect effect;
    for (const auto& view : m_book.exports())
        if (mayStillEnd(view.state) && restsOn(view, signing, voidFrom))
            effect.exports.push_back(view.job);
    const auto& state = m_log.trust();
    for (const auto& [digest, matter] : state.matters())
        effect.endorsements += static_cast<int>(
            std::count_if(matter.approvals.begin(), matter.approvals.end(), [&](const auto& approval) {
                return approval.key == signing && approval.index >= voidFrom;
            }));
    if (const auto* record = state.key(signing))
        for (const auto& other : state.people().at(record->person).keys) {
            const auto* further = state.key(other);
            effect.furtherKeys +=
                further->open() && further->vouchedBy == signing && further->vouched >= voidFrom;
        }
    return effect;
}

std::uint64_t SigningKeys::indexSince(Time time) const
{
    return m_log.trust().indexSince(time);
}

// An earlier attempt without an answer left keys: they are taken, unless the log has refused them since.
QCoro::Task<Result<PersonKeys>> SigningKeys::keysToRenew()
{
    const QPointer self(this);
    const auto server = m_session.me().server;
    const auto person = m_session.me().person;
    auto kept = co_await PersonKeys::loadNew(m_store, server, person);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (kept) {
        const auto* record = m_log.trust().key(kept->signing.thumbprint());
        if (!record)
            co_return kept;
        if (stateOf(m_log.trust(), *record) == State::Waiting)
            co_return fail(ErrorCode::AlreadyDecided, "a renewal waits already");
    } else if (kept.error().code != ErrorCode::KeyMissing) {
        co_return kept;
    }
    auto made = PersonKeys::generate();
    auto stored = co_await made.saveNew(m_store, server, person);
    if (!stored)
        co_return tl::unexpected(stored.error());
    co_return std::move(made);
}

QCoro::Task<Result<void>> SigningKeys::renew(QString device, Secret code)
{
    const QPointer self(this);
    const auto* present = m_session.keys();
    if (!present)
        co_return tl::unexpected(m_session.whyNoKeys());
    if (!m_log.trust().people().contains(m_session.me().person))
        co_return fail(ErrorCode::KeyNotEndorsed, "the log knows no key of theirs");
    const auto replaced = present->signing.thumbprint();
    const auto now = m_connection.signingTime();
    if (!now)
        co_return tl::unexpected(now.error());
    auto made = co_await keysToRenew();
    if (!made)
        co_return tl::unexpected(made.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    const auto& me = m_session.me();
    // By the log's name, not the server's: a renewal renames nobody.
    const Registrant who{me.person, m_log.trust().people().at(me.person).name, me.server};
    std::vector<crypto::Jws> ready{registrationOf(*made, who, device, *now, replaced)};
    wire::DecisionBody own{
        {ready.front().payloadDigest()}, wire::Gate::Admin, wire::Verdict::Approve, "renews my own key"};
    auto done = co_await sign(std::move(own), std::move(code), std::move(ready));
    co_return done;
}

QCoro::Task<Result<void>> SigningKeys::sign(wire::StatementBody body, Secret code,
                                            std::vector<crypto::Jws> ready)
{
    const QPointer self(this);
    auto sent = co_await m_statements.sendOne(std::move(body), std::move(code), std::move(ready));
    if (!sent)
        co_return tl::unexpected(sent.error());
    if (self)
        emit changed();
    co_return Result<void>{};
}

QCoro::Task<Result<void>> SigningKeys::vouch(Digest registration, wire::Verdict verdict, QString reason,
                                             Secret code)
{
    return sign(wire::DecisionBody{{registration}, wire::Gate::Admin, verdict, reason.toStdString()},
                std::move(code));
}

QCoro::Task<Result<void>> SigningKeys::revoke(PersonId person, KeyThumbprint signing,
                                              wire::RevocationCause cause, std::uint64_t voidFrom,
                                              QString reason, Secret code)
{
    return sign(wire::RevocationBody{std::move(person), signing, cause, voidFrom, reason.toStdString()},
                std::move(code));
}

// A renewal that came into force: from now on the new key signs here.
void SigningKeys::settle()
{
    const auto* present = m_session.keys();
    if (present && !m_adopting && m_session.state() == Session::State::SignedIn)
        if (const auto next =
                renewalOf(m_log.trust(), m_session.me().person, present->signing.thumbprint())) {
            m_adopting = true;
            detach(adopt(*next));
        }
    emit changed();
}

QCoro::Task<Result<void>> SigningKeys::adopt(KeyThumbprint next)
{
    const QPointer self(this);
    auto done = co_await m_session.adoptNewKeys(next);
    if (self)
        m_adopting = false;
    co_return done;
}

} // namespace countersign::client
