#include "crypto/SignedNote.h"
#include "trust/Checks.h"
#include "trust/TrustState.h"

#include <algorithm>

/// The root: its form, and version 1, which is entry 0 of the trust log.
namespace countersign::trust {

namespace {

constexpr std::size_t mostAdmins = 15; // openStatement takes 16 signatures

Result<void> checkAdmins(const wire::RootBody& root)
{
    if (root.threshold < 2 || root.admins.size() < static_cast<std::size_t>(root.threshold) ||
        root.admins.size() > mostAdmins)
        return fail(ErrorCode::StatementRefused,
                    "a root needs two admins at least, and as many as its threshold");
    std::vector<PersonId> people;
    std::vector<KeyThumbprint> keys{root.serverKey.thumbprint()};
    for (const auto& admin : root.admins) {
        if (admin.person == wire::serverAuthor || !textWithin(admin.name, 1, 120))
            return fail(ErrorCode::StatementRefused, "an admin without a proper name");
        people.push_back(admin.person);
        keys.push_back(admin.signing.thumbprint());
        keys.push_back(admin.encryption.thumbprint());
    }
    if (!allDifferent(people) || !allDifferent(keys))
        return fail(ErrorCode::StatementRefused, "an admin or key named twice");
    return {};
}

const wire::RootAdmin* adminOf(const wire::RootBody& root, const KeyThumbprint& signing)
{
    const auto found = std::find_if(root.admins.begin(), root.admins.end(),
                                    [&](const auto& admin) { return admin.signing.thumbprint() == signing; });
    return found == root.admins.end() ? nullptr : &*found;
}

// Every admin named, nobody else, nobody twice: a server can't found a root with people who didn't look at
// it.
Result<void> checkSignatures(const wire::SignedStatement& signedRoot, const wire::RootBody& root)
{
    std::set<KeyThumbprint> signers;
    for (const auto& jws : signedRoot.signatures) {
        const auto* admin = adminOf(root, jws.kid);
        if (!admin)
            return fail(ErrorCode::SignatureInvalid, "the root is signed by somebody whom it does not name");
        if (!signers.insert(jws.kid).second)
            return fail(ErrorCode::SignatureInvalid, "the root is signed twice by one admin");
        if (!jws.verify(admin->signing))
            return fail(ErrorCode::SignatureInvalid, "the root's signature by " + admin->person.text());
    }
    if (signers.size() != root.admins.size())
        return fail(ErrorCode::SignatureInvalid, "the root lacks an admin's signature");
    return {};
}

} // namespace

bool usableLogKeys(const std::string& trustLog, const std::string& auditLog)
{
    const auto trust = crypto::NoteVerifier::fromText(trustLog);
    const auto audit = crypto::NoteVerifier::fromText(auditLog);
    return trust && audit && trust->name() != audit->name();
}

Result<void> checkRootForm(const wire::RootBody& root)
{
    if (root.environment != "production" && root.environment != "test" && root.environment != "training")
        return fail(ErrorCode::StatementRefused, "unknown environment");
    if (!textWithin(root.serverName, 1, 200))
        return fail(ErrorCode::StatementRefused, "the server has no proper name");
    if (!usableLogKeys(root.trustLog, root.auditLog))
        return fail(ErrorCode::StatementRefused, "the logs' keys");
    return checkAdmins(root);
}

Result<void> TrustState::applyRoot(const wire::TrustEntry& entry, const wire::SignedStatement& signedRoot)
{
    if (m_pinnedRoot && signedRoot.digest != *m_pinnedRoot)
        return fail(ErrorCode::RootMismatch, "the log begins with another root than the one pinned");
    const auto& statement = signedRoot.statement;
    const auto& body = *statement.as<wire::RootBody>();
    if (body.version != 1 || body.policy.version != 1)
        return fail(ErrorCode::StatementRefused, "the first root is version 1, and so is its policy");
    if (auto done = checkRootForm(body); !done)
        return done;
    if (auto done = checkPolicy(body.policy, body.admins.size()); !done)
        return done;
    if (auto done = checkSignatures(signedRoot, body); !done)
        return done;
    const auto* author = adminOf(body, statement.author.key);
    if (!author || author->person != statement.author.person)
        return fail(ErrorCode::StatementRefused, "the root's author is none of its admins");
    // Admins sign one after the other, perhaps hours apart, so only the future is bounded.
    if (statement.issued > entry.time + std::chrono::minutes(5) || statement.expires <= entry.time)
        return fail(ErrorCode::StatementRefused, "the root is dated ahead, or expired");

    m_roots.push_back({m_size, signedRoot.digest, body});
    m_policies.emplace_back(m_size, body.policy);
    m_logKeys.push_back({m_size, body.trustLog, body.auditLog});
    m_server = statement.server;
    for (const auto& admin : body.admins) {
        const auto key = admin.signing.thumbprint();
        m_keys[key] = KeyRecord{admin.person,      admin.name, "", admin.signing,    admin.encryption,
                                signedRoot.digest, true,       {}, Span{m_size, {}}, {}};
        m_signingOf[admin.encryption.thumbprint()] = key;
        m_people[admin.person] =
            PersonRecord{admin.person, admin.name, {key}, {{wire::Role::Admin, {Span{m_size, {}}}}}};
    }
    return {};
}

} // namespace countersign::trust
