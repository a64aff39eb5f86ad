#include "trust/Checks.h"
#include "trust/TrustState.h"

#include <algorithm>

/// Keys of people through a working life: the first, further devices, renewals, revocations.
namespace countersign::trust {

Result<void> TrustState::applyRegistration(const wire::TrustEntry& entry,
                                           wire::SignedStatement signedStatement)
{
    const auto& statement = signedStatement.statement;
    const auto& body = *statement.as<wire::KeyRegistrationBody>();
    if (auto done = checkEnvelope(signedStatement, m_server, m_size, entry.time); !done)
        return done;
    if (statement.author.person != body.person || body.person == wire::serverAuthor)
        return fail(ErrorCode::StatementRefused, "a person registers their own key");
    if (statement.author.key != body.signing.thumbprint() ||
        !signedStatement.signatures.front().verify(body.signing))
        return fail(ErrorCode::SignatureInvalid, "a registration is signed by the key that it registers");
    if (auto done = checkNewKeys(body); !done)
        return done;
    if (auto done = checkReplaced(body); !done)
        return done;

    const auto key = body.signing.thumbprint();
    KeyRecord record{body.person,  body.name,       body.device,
                     body.signing, body.encryption, signedStatement.digest};
    record.registered = m_size;
    m_keys[key] = std::move(record);
    m_signingOf[body.encryption.thumbprint()] = key;
    auto& person = m_people[body.person];
    person.person = body.person;
    if (person.keys.empty())
        person.name = body.name; // a later one changes it once it is endorsed
    person.keys.push_back(key);
    openMatter(entry, std::move(signedStatement));
    return {};
}

Result<void> TrustState::checkNewKeys(const wire::KeyRegistrationBody& body) const
{
    if (!textWithin(body.name, 1, 120) || !textWithin(body.device, 0, 120))
        return fail(ErrorCode::StatementRefused, "a name is missing or too long");
    if (m_disabled.contains(body.person))
        return fail(ErrorCode::AccountDisabled, body.person.text());
    const auto signing = body.signing.thumbprint();
    const auto encryption = body.encryption.thumbprint();
    const auto isServers = [&](const KeyThumbprint& key) {
        return std::any_of(m_roots.begin(), m_roots.end(),
                           [&](const auto& version) { return version.body.serverKey.thumbprint() == key; });
    };
    const auto known = [&](const KeyThumbprint& key) {
        return m_keys.contains(key) || m_signingOf.contains(key) || isServers(key);
    };
    if (signing == encryption || known(signing) || known(encryption))
        return fail(ErrorCode::Conflict, "a key serves one person and one purpose, once");
    return {};
}

Result<void> TrustState::checkReplaced(const wire::KeyRegistrationBody& body) const
{
    if (!body.replaces)
        return {};
    const auto* record = key(*body.replaces);
    if (!record || record->person != body.person || !record->open())
        return fail(ErrorCode::Conflict, "the key to be replaced is not one of the person's that counts");
    return {};
}

Result<void> TrustState::applyRevocation(const wire::TrustEntry& entry, wire::SignedStatement signedStatement)
{
    if (auto author = checkAuthor(*this, signedStatement, m_size, entry.time); !author)
        return tl::unexpected(author.error());
    const auto& body = *signedStatement.statement.as<wire::RevocationBody>();
    const auto& author = signedStatement.statement.author.person;
    const bool own = author == body.person;
    if (!own && !holds(author, wire::Role::Admin, m_size))
        return fail(ErrorCode::RoleMissing, "only an admin or its holder revokes a key");
    if (body.reason.size() > reasonLimit || !textWithin(body.reason, 1, reasonLimit))
        return fail(ErrorCode::StatementRefused, "a revocation needs a reason");
    if (body.voidFrom > m_size)
        return fail(ErrorCode::StatementRefused, "a revocation can't begin after its own entry");
    if (auto done = checkRevocation(body); !done)
        return done;
    auto& matter = openMatter(entry, std::move(signedStatement));
    // Whoever holds a key may say at once that it is no longer to be believed.
    if (own) {
        close(matter, wire::Standing::Effective);
        putInForce(matter);
    }
    return {};
}

Result<void> TrustState::checkRevocation(const wire::RevocationBody& body) const
{
    const auto* record = key(body.key);
    if (!record || record->person != body.person)
        return fail(ErrorCode::NotFound, "the person has no such key");
    if (record->revoked)
        return fail(ErrorCode::Conflict, "is revoked already");
    if (!record->valid)
        return fail(ErrorCode::Conflict, "does not count yet: reject its registration instead");
    if (body.voidFrom <= record->registered)
        return fail(ErrorCode::StatementRefused,
                    "a revocation can't reach back beyond the key's registration");
    const auto person = m_people.find(body.person);
    const bool another =
        std::any_of(person->second.keys.begin(), person->second.keys.end(),
                    [&](const auto& other) { return other != body.key && m_keys.at(other).open(); });
    return another || !record->open() ? Result<void>{} : checkAdminsRemain(body.person);
}

void TrustState::revoke(const KeyThumbprint& signing, const Ended& ended)
{
    auto& record = m_keys.at(signing);
    if (record.revoked)
        return;
    record.revoked = ended;
    if (record.open())
        record.valid->to = m_size;
    if (const auto found = m_disabled.find(record.person); found != m_disabled.end())
        std::erase(found->second.keys, signing);
    voidInOpenMatters(signing, ended.voidFrom);
    // Whoever had the key may have made more of it: what it vouched for since then goes, too.
    for (const auto& other : m_people.at(record.person).keys) {
        const auto& further = m_keys.at(other);
        if (further.vouchedBy == signing && further.vouched >= ended.voidFrom && further.valid)
            revoke(other, Ended{ended.index, further.registered + 1, ended.cause, ended.statement});
    }
}

void TrustState::voidInOpenMatters(const KeyThumbprint& signing, std::uint64_t from)
{
    const auto open = m_open; // closing takes from it
    for (const auto& digest : open) {
        auto& matter = m_matters.at(digest);
        std::erase_if(matter.approvals, [&](const AdminApproval& approval) {
            return approval.key == signing && approval.index >= from;
        });
        const bool wrote = matter.signedStatement.statement.author.key == signing && matter.index >= from;
        const bool vouched =
            matter.vouched && matter.vouched->key == signing && matter.vouched->index >= from;
        if (wrote || vouched)
            close(matter, wire::Standing::Rejected);
    }
}

} // namespace countersign::trust
