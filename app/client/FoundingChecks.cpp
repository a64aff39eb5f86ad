#include "client/FoundingChecks.h"

#include <algorithm>

namespace countersign::client {

namespace {

Result<wire::KeyRegistrationBody> checkedRegistration(const crypto::Jws& jws, const wire::Founding& founding)
{
    const auto opened = wire::openStatement({jws});
    if (!opened)
        return tl::unexpected(opened.error());
    const auto& statement = opened->statement;
    const auto* body = statement.as<wire::KeyRegistrationBody>();
    if (!body || statement.author.person != body->person)
        return fail(ErrorCode::RootMismatch, "not a registration of its author's keys");
    if (statement.server != founding.server)
        return fail(ErrorCode::RootMismatch, "a registration for another server");
    const auto& expected = founding.expected;
    if (std::find(expected.begin(), expected.end(), body->person) == expected.end())
        return fail(ErrorCode::RootMismatch, body->person.text() + " is not one of the admins");
    if (statement.author.key != body->signing.thumbprint() || !jws.verify(body->signing))
        return fail(ErrorCode::SignatureInvalid, "the registration of " + body->person.text());
    return *body;
}

const wire::RootAdmin* adminOf(const wire::RootBody& root, const KeyThumbprint& signing)
{
    const auto found = std::find_if(root.admins.begin(), root.admins.end(),
                                    [&](const auto& admin) { return admin.signing.thumbprint() == signing; });
    return found == root.admins.end() ? nullptr : &*found;
}

// In one order, so that equal roots have equal texts.
std::string canonical(wire::RootBody root)
{
    std::sort(root.admins.begin(), root.admins.end(),
              [](const auto& a, const auto& b) { return a.person < b.person; });
    return wire::encode(root);
}

} // namespace

Result<Registrations> checkedRegistrations(const wire::Founding& founding)
{
    Registrations registrations;
    std::set<KeyThumbprint> keys{founding.serverKey.thumbprint()};
    for (const auto& jws : founding.registrations) {
        auto body = checkedRegistration(jws, founding);
        if (!body)
            return tl::unexpected(body.error());
        if (!keys.insert(body->signing.thumbprint()).second ||
            !keys.insert(body->encryption.thumbprint()).second)
            return fail(ErrorCode::RootMismatch, "a key serves one person and one purpose");
        const auto person = body->person;
        if (!registrations.emplace(person, std::move(*body)).second)
            return fail(ErrorCode::RootMismatch, person.text() + " is registered twice");
    }
    return registrations;
}

wire::RootBody rootOf(const wire::Founding& founding, const Registrations& registrations)
{
    wire::RootBody root;
    root.environment = founding.environment;
    root.serverName = founding.serverName;
    for (const auto& [person, keys] : registrations) // by id
        root.admins.push_back({person, keys.name, keys.signing, keys.encryption});
    root.serverKey = founding.serverKey;
    root.trustLog = founding.trustLog;
    root.auditLog = founding.auditLog;
    root.policy = founding.policy;
    return root;
}

Result<wire::SignedStatement> checkedProposal(const std::vector<crypto::Jws>& proposal,
                                              const ServerId& server, const wire::RootBody& expected)
{
    auto opened = wire::openStatement(proposal);
    if (!opened)
        return opened;
    const auto& statement = opened->statement;
    const auto* root = statement.as<wire::RootBody>();
    if (!root || statement.server != server || statement.seen || canonical(*root) != canonical(expected))
        return fail(ErrorCode::RootMismatch, "the root proposed is not what this console sees");
    std::set<KeyThumbprint> signers;
    for (const auto& jws : opened->signatures) {
        const auto* admin = adminOf(expected, jws.kid);
        if (!admin || !signers.insert(jws.kid).second || !jws.verify(admin->signing))
            return fail(ErrorCode::SignatureInvalid, "a signature on the root proposed");
    }
    const auto* author = adminOf(expected, statement.author.key);
    if (!author || author->person != statement.author.person || !signers.contains(statement.author.key))
        return fail(ErrorCode::SignatureInvalid, "the root proposed is not signed by its author");
    return opened;
}

} // namespace countersign::client
