#include "trust/TrustState.h"

#include "trust/Checks.h"

#include <algorithm>

namespace countersign::trust {

namespace {

bool anyCovers(const std::vector<Span>& spans, std::uint64_t index)
{
    return std::any_of(spans.begin(), spans.end(), [&](const Span& span) { return span.covers(index); });
}

// Whether the log holds an entry by digest alone: what tells of patients, recipients and findings. That a
// decision which ends something stands there in full is `placeOf`'s to say: a digest does not tell.
Result<bool> isByDigest(const wire::TrustEntry& entry)
{
    using wire::StatementType;
    switch (entry.type) {
    case StatementType::ExportRequest:
    case StatementType::Release:
        if (!entry.statement.empty())
            return fail(ErrorCode::StatementRefused, "enters the trust log by its digest alone");
        return true;
    case StatementType::Decision:
        return entry.statement.empty();
    case StatementType::Root:
    case StatementType::KeyRegistration:
    case StatementType::RoleChange:
    case StatementType::Withdrawal:
    case StatementType::PolicyChange:
    case StatementType::Revocation:
    case StatementType::LogRecovery:
        return false;
    case StatementType::Receipt:
        break;
    }
    return fail(ErrorCode::StatementRefused, "has no place in the trust log");
}

} // namespace

bool KeyRecord::heldAt(std::uint64_t index) const
{
    return (valid && valid->covers(index)) || anyCovers(earlier, index);
}

bool KeyRecord::validAt(std::uint64_t index) const
{
    return heldAt(index) && !(revoked && index >= revoked->voidFrom);
}

Result<void> TrustState::apply(const wire::TrustEntry& entry)
{
    if (!founded() && entry.type != wire::StatementType::Root)
        return fail(ErrorCode::RootMissing, "the trust log begins with its root");
    if (entry.time < m_lastTime && founded())
        return fail(ErrorCode::LogInconsistent, "an entry is older than the one before");
    if (!isIdText(entry.id.text()))
        return fail(ErrorCode::StatementMalformed, "not a statement's id");
    if (m_ids.contains(entry.id) || m_places.contains(entry.digest))
        return fail(ErrorCode::Conflict, "this statement has entered already");
    const auto byDigest = isByDigest(entry);
    if (!byDigest)
        return tl::unexpected(byDigest.error());
    if (auto done = *byDigest ? applyByDigest(entry) : applyFull(entry); !done)
        return done;
    if (*byDigest)
        m_newestSeen.reset();
    enter(entry);
    return {};
}

Result<void> TrustState::applyFull(const wire::TrustEntry& entry)
{
    if (entry.request)
        return fail(ErrorCode::StatementRefused, "an entry names a request and is no release");
    auto opened = wire::openStatement(entry.statement);
    if (!opened)
        return tl::unexpected(opened.error());
    if (opened->digest != entry.digest || opened->statement.id != entry.id ||
        opened->statement.type() != entry.type)
        return fail(ErrorCode::LogInconsistent, "an entry names another statement than it holds");
    const auto seen = opened->statement.seen;
    if (auto done = applyStatement(entry, std::move(*opened)); !done)
        return done;
    m_newestSeen = seen;
    return {};
}

Result<void> TrustState::applyStatement(const wire::TrustEntry& entry, wire::SignedStatement statement)
{
    switch (entry.type) {
    case wire::StatementType::Root:
        return founded() ? applyProposal(entry, std::move(statement)) : applyRoot(entry, statement);
    case wire::StatementType::KeyRegistration:
        return applyRegistration(entry, std::move(statement));
    case wire::StatementType::Revocation:
        return applyRevocation(entry, std::move(statement));
    case wire::StatementType::RoleChange:
    case wire::StatementType::PolicyChange:
    case wire::StatementType::LogRecovery:
        return applyProposal(entry, std::move(statement));
    case wire::StatementType::Decision:
        return statement.statement.as<wire::DecisionBody>()->gate == wire::Gate::Admin
                   ? applyDecision(entry, statement)
                   : applyRejection(entry, statement);
    case wire::StatementType::Withdrawal:
        return applyWithdrawal(entry, statement);
    default:
        return fail(ErrorCode::StatementRefused, "does not enter the trust log in full");
    }
}

void TrustState::enter(const wire::TrustEntry& entry)
{
    m_places[entry.digest] =
        Place{m_size, entry.time, entry.type, entry.id, !entry.statement.empty(), entry.request};
    m_ids.insert(entry.id);
    m_lastTime = entry.time;
    ++m_size;
    const auto open = m_open; // closing takes from it
    for (const auto& digest : open)
        if (auto& matter = m_matters.at(digest); lapsed(matter, entry.time))
            close(matter, wire::Standing::Lapsed);
}

const wire::Policy& TrustState::policyAt(std::uint64_t index) const
{
    const auto later = std::find_if(m_policies.begin() + 1, m_policies.end(),
                                    [&](const auto& policy) { return policy.first >= index; });
    return std::prev(later)->second;
}

const wire::RootBody& TrustState::rootAt(std::uint64_t index) const
{
    const auto later = std::find_if(m_roots.begin() + 1, m_roots.end(),
                                    [&](const auto& version) { return version.index >= index; });
    return std::prev(later)->body;
}

const KeyRecord* TrustState::key(const KeyThumbprint& signing) const
{
    const auto found = m_keys.find(signing);
    return found == m_keys.end() ? nullptr : &found->second;
}

const KeyRecord* TrustState::encryptionKey(const KeyThumbprint& encryption) const
{
    const auto found = m_signingOf.find(encryption);
    return found == m_signingOf.end() ? nullptr : key(found->second);
}

Result<const KeyRecord*> TrustState::keyAt(const KeyThumbprint& signing, std::uint64_t index) const
{
    const auto held = keyHeldAt(signing, index);
    if (held && !(*held)->validAt(index))
        return fail(ErrorCode::KeyRevoked, "what the key of " + (*held)->person.text() +
                                               " signed from entry " +
                                               std::to_string((*held)->revoked->voidFrom) + " on is void");
    return held;
}

Result<const KeyRecord*> TrustState::keyHeldAt(const KeyThumbprint& signing, std::uint64_t index) const
{
    const auto* record = key(signing);
    if (!record)
        return fail(ErrorCode::KeyNotEndorsed, "the log knows no such key");
    if (record->heldAt(index))
        return record;
    const auto ended = [&](const Span& span) { return span.to && *span.to < index; };
    if ((record->valid && ended(*record->valid)) ||
        std::any_of(record->earlier.begin(), record->earlier.end(), ended))
        return fail(ErrorCode::KeyRevoked, "the key of " + record->person.text() + " was no longer in force");
    return fail(ErrorCode::KeyNotEndorsed, "the key of " + record->person.text() + " was not yet endorsed");
}

bool TrustState::holds(const PersonId& person, wire::Role role, std::uint64_t index) const
{
    const auto found = m_people.find(person);
    if (found == m_people.end())
        return false;
    const auto spans = found->second.roles.find(role);
    return spans != found->second.roles.end() && anyCovers(spans->second, index);
}

std::vector<wire::Role> TrustState::rolesAt(const PersonId& person, std::uint64_t index) const
{
    std::vector<wire::Role> roles;
    if (const auto found = m_people.find(person); found != m_people.end())
        for (const auto& [role, spans] : found->second.roles)
            if (anyCovers(spans, index))
                roles.push_back(role);
    return roles;
}

bool TrustState::holdsNow(const PersonId& person, wire::Role role) const
{
    const auto found = m_people.find(person);
    if (found == m_people.end())
        return false;
    const auto spans = found->second.roles.find(role);
    return spans != found->second.roles.end() && !spans->second.empty() && !spans->second.back().to;
}

bool TrustState::hasKeyNow(const PersonId& person) const
{
    const auto found = m_people.find(person);
    if (found == m_people.end())
        return false;
    const auto& keys = found->second.keys;
    return std::any_of(keys.begin(), keys.end(),
                       [&](const auto& signing) { return m_keys.at(signing).open(); });
}

std::optional<Place> TrustState::place(const Digest& statement) const
{
    const auto found = m_places.find(statement);
    return found == m_places.end() ? std::nullopt : std::optional(found->second);
}

Time TrustState::timeOf(std::uint64_t index) const
{
    for (const auto& [digest, place] : m_places)
        if (place.index == index)
            return place.time;
    return m_lastTime;
}

std::uint64_t TrustState::indexSince(Time time) const
{
    auto index = m_size;
    for (const auto& [digest, place] : m_places)
        if (place.time >= time)
            index = std::min(index, place.index);
    return index;
}

const AdminMatter* TrustState::matter(const Digest& statement) const
{
    const auto found = m_matters.find(statement);
    return found == m_matters.end() ? nullptr : &found->second;
}

Result<const KeyRecord*> checkAuthor(const TrustState& state, const wire::SignedStatement& statement,
                                     std::uint64_t index, Time entered, Later later)
{
    if (auto done = checkEnvelope(statement, state.server(), index, entered); !done)
        return tl::unexpected(done.error());
    if (!statement.statement.seen)
        return fail(ErrorCode::StatementRefused, "does not say what its author had seen");
    const auto& author = statement.statement.author;
    const auto record =
        later == Later::MayVoid ? state.keyAt(author.key, index) : state.keyHeldAt(author.key, index);
    if (!record)
        return record;
    if ((*record)->person != author.person)
        return fail(ErrorCode::SignatureInvalid, "the key is not " + author.person.text() + "'s");
    if (!statement.signatures.front().verify((*record)->signing))
        return fail(ErrorCode::SignatureInvalid, "the signature is not by " + author.person.text());
    return record;
}

} // namespace countersign::trust
