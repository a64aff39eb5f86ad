#include "server/session/Enrolment.h"

#include "base/Base64.h"
#include "crypto/Argon2.h"
#include "crypto/Random.h"
#include "server/approval/StatementRows.h"
#include "server/session/Passwords.h"
#include "server/session/RecoveryCodes.h"
#include "server/session/Totp.h"
#include "server/store/LogTable.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr std::chrono::minutes issuedTolerance{5};

bool invitedAsAdmin(const PersonRow& row)
{
    return std::find(row.invited.begin(), row.invited.end(), wire::Role::Admin) != row.invited.end();
}

} // namespace

// Everything that costs time or can be refused, before the transaction.
struct Enrolment::Prepared
{
    wire::SignedStatement registration;
    std::string password;
    Bytes totp;
    std::int64_t totpStep = 0;
};

struct Enrolment::Enrolled
{
    Sessions::Opened session;
    std::vector<std::string> recoveryCodes;
};

Result<PersonRow> Enrolment::rowOf(const Pending& pending) const
{
    auto row = readFor<std::optional<PersonRow>>(*m_options.store,
                                                 [&](soci::session& sql) -> Result<std::optional<PersonRow>> {
                                                     return findPerson(sql, pending.person);
                                                 });
    if (!row)
        return tl::unexpected(row.error());
    if (!*row || (*row)->enrol == wire::EnrolState::Enrolled)
        return fail(ErrorCode::SignInRefused, "enrolled already");
    // An admin issued another code meanwhile, or two reset the person: this sign-in was opened by one that is
    // void.
    if (pending.codeHash.empty() || (*row)->codeHash != pending.codeHash)
        return fail(ErrorCode::SignInRefused, "the enrolment code is no longer good");
    bool founded = false;
    bool disabled = (*row)->disabled;
    m_options.store->withTrust([&](const trust::TrustState& state) {
        founded = state.founded();
        disabled = disabled || state.disabled(pending.person);
    });
    if (disabled)
        return fail(ErrorCode::AccountDisabled);
    // Before there is a root only those who are to found it have anything to register for.
    if (!founded && !invitedAsAdmin(**row))
        return fail(ErrorCode::RootMissing, "the admins have not founded this server yet");
    return std::move(**row);
}

Result<wire::EnrolOffer> Enrolment::begin(Call& call, const wire::EnrolBegin& body)
{
    auto pending = m_options.pending->take(body.pending, Pending::Step::Enrol, call.device);
    if (!pending)
        return tl::unexpected(pending.error());
    if (pending->totpSecret.empty())
        pending->totpSecret = crypto::randomSecret(totpSecretBytes);
    auto row = rowOf(*pending);
    if (!row) {
        m_options.pending->keep(body.pending, std::move(*pending));
        return tl::unexpected(row.error());
    }
    auto letters = base32(pending->totpSecret.reveal());
    wire::EnrolOffer offer;
    offer.person = row->id;
    offer.name = row->name;
    offer.secret = Secret(std::string_view(letters));
    offer.uri = totpUri(pending->totpSecret, "Countersign " + m_options.facts.name, row->id.text());
    offer.roles = row->invited;
    offer.server = m_options.facts.id;
    wipe(letters);
    m_options.pending->keep(body.pending, std::move(*pending));
    return offer;
}

Result<wire::SessionGrant> Enrolment::finish(Call& call, const wire::EnrolFinish& body)
{
    auto pending = m_options.pending->take(body.pending, Pending::Step::Enrol, call.device);
    if (!pending)
        return tl::unexpected(pending.error());
    const auto attempt = [&]() -> Result<Enrolled> {
        auto row = rowOf(*pending);
        if (!row)
            return tl::unexpected(row.error());
        auto prepared = prepare(*pending, body, *row);
        if (!prepared)
            return tl::unexpected(prepared.error());
        return writeFor<Enrolled>(*m_options.store, [&](Transaction& transaction) {
            return enrol(transaction, call, *row, *prepared);
        });
    };
    auto enrolled = attempt();
    if (!enrolled) {
        // A weak password or a mistyped code is put right in place: whoever is here has the one-time code.
        m_options.pending->keep(body.pending, std::move(*pending));
        return tl::unexpected(enrolled.error());
    }
    if (m_options.changed)
        m_options.changed();
    auto grant = m_options.sessions->grant(std::move(enrolled->session));
    grant.recoveryCodes = std::move(enrolled->recoveryCodes);
    return grant;
}

Result<Enrolment::Prepared> Enrolment::prepare(const Pending& pending, const wire::EnrolFinish& body,
                                               const PersonRow& row)
{
    if (pending.totpSecret.empty())
        return fail(ErrorCode::BadRequest, "enrolment has not begun");
    if (auto done = checkPassword(body.password, row.id.text(), row.name); !done)
        return tl::unexpected(done.error());
    const auto step = totpStepOf(pending.totpSecret, body.code.revealText(), m_options.clock->now());
    if (!step)
        return fail(ErrorCode::CodeRefused);
    auto registration = wire::openStatement({body.registration});
    if (!registration)
        return tl::unexpected(registration.error());
    if (auto done = checkRegistration(*registration, row); !done)
        return tl::unexpected(done.error());
    auto password = crypto::hashPassword(body.password);
    if (!password)
        return tl::unexpected(password.error());
    return Prepared{std::move(*registration), std::move(*password),
                    m_options.codes->sealed(pending.totpSecret, row.id), *step};
}

// The trust log asks the same of what enters it; before there is a root nobody else would.
Result<void> Enrolment::checkRegistration(const wire::SignedStatement& registration,
                                          const PersonRow& row) const
{
    const auto& statement = registration.statement;
    const auto* body = statement.as<wire::KeyRegistrationBody>();
    const auto now = m_options.clock->now();
    if (!body)
        return fail(ErrorCode::StatementRefused, "not a key registration");
    if (body->person != row.id || statement.author.person != row.id || body->name != row.name)
        return fail(ErrorCode::StatementRefused, "the registration is somebody else's");
    if (statement.author.key != body->signing.thumbprint() ||
        !registration.signatures.front().verify(body->signing))
        return fail(ErrorCode::SignatureInvalid, "a registration is signed by the key that it registers");
    if (body->signing.thumbprint() == body->encryption.thumbprint())
        return fail(ErrorCode::StatementRefused, "one key for two purposes");
    if (statement.server != m_options.facts.id)
        return fail(ErrorCode::StatementRefused, "for another server");
    if (statement.issued > now + issuedTolerance || statement.issued < now - issuedTolerance ||
        statement.expires <= now)
        return fail(ErrorCode::StatementRefused, "issued at another time");
    return {};
}

Result<Enrolment::Enrolled> Enrolment::enrol(Transaction& transaction, const Call& call, PersonRow row,
                                             const Prepared& prepared)
{
    // The row was read outside: the code may have been used, or replaced, since.
    const auto current = findPerson(transaction.sql(), row.id);
    if (!current || current->enrol == wire::EnrolState::Enrolled || current->codeHash != row.codeHash)
        return fail(ErrorCode::SignInRefused, "the enrolment code is no longer good");
    auto entry = call.entry("session.enrol", row.id.text());
    entry.actor.person = row.id.text();
    entry.actor.name = row.name;
    const auto* body = prepared.registration.statement.as<wire::KeyRegistrationBody>();
    entry.detail["registration"] = prepared.registration.digest.text();
    entry.detail["key"] = body->signing.thumbprint().text();
    entry.detail["device"] = body->device.substr(0, 120);
    const auto index = transaction.audit(entry);
    if (!index)
        return tl::unexpected(index.error());
    row.enrol = wire::EnrolState::Enrolled;
    row.password = prepared.password;
    row.totp = prepared.totp;
    row.totpStep = prepared.totpStep;
    row.wrongCodes = 0;
    row.locked = false;
    row.seen = transaction.now();
    row.codeHash.clear();
    row.codeExpires = Time{};
    updatePerson(transaction.sql(), row, *index);
    auto codes = replaceRecoveryCodes(transaction.sql(), row.id, *index);
    if (auto done = enterRegistration(transaction, prepared, row.id, *index); !done)
        return tl::unexpected(done.error());
    const SessionId session(crypto::randomIdText("ses_"));
    return Enrolled{Sessions::open(transaction, session, row, call.device, *index), std::move(codes)};
}

Result<void> Enrolment::enterRegistration(Transaction& transaction, const Prepared& prepared,
                                          const PersonId& person, std::uint64_t entry)
{
    const auto& registration = prepared.registration;
    if (transaction.trustState().founded()) {
        if (auto done = checkSeen(transaction.sql(), registration.statement); !done)
            return done;
        const auto place = transaction.trust(registration);
        if (!place)
            return tl::unexpected(place.error());
        insertStatement(transaction,
                        server::rowOf(registration, *place, entry, transaction.now(), wire::Standing::Open));
        return {};
    }
    const auto digest = registration.digest.text();
    const auto json = signaturesText(registration.signatures);
    const auto index = static_cast<long long>(entry);
    transaction.sql()
        << "INSERT INTO founding (digest, kind, person, json, entry) VALUES (:digest, 'registration', "
           ":person, :json, :entry)",
        soci::use(digest), soci::use(person.text()), soci::use(json), soci::use(index);
    return {};
}

} // namespace countersign::server
