#include "server/approval/FoundingRoutes.h"

#include "server/approval/FoundingRows.h"
#include "server/approval/StatementRows.h"
#include "server/session/Privileged.h"
#include "wire/Founding.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr std::chrono::minutes issuedTolerance{5};

bool signedBy(const wire::SignedStatement& root, const KeyThumbprint& key)
{
    return std::any_of(root.signatures.begin(), root.signatures.end(),
                       [&](const auto& jws) { return jws.kid == key; });
}

// Exactly the invited admins, each with the keys of their registration: else an admin could found the server
// with keys that nobody read out, or without the other.
Result<void> checkAdmins(const wire::RootBody& root, const FoundingRows& rows)
{
    if (root.admins.size() != rows.admins.size())
        return fail(ErrorCode::RootMismatch, "names other admins than those invited");
    for (const auto& person : rows.admins) {
        const auto registered = rows.registrations.find(person.id);
        if (registered == rows.registrations.end())
            return fail(ErrorCode::RootMismatch, person.id.text() + " has not registered keys");
        const auto& keys = *registered->second.statement.as<wire::KeyRegistrationBody>();
        const auto named = std::find_if(root.admins.begin(), root.admins.end(),
                                        [&](const auto& admin) { return admin.person == person.id; });
        if (named == root.admins.end() || named->name != person.name ||
            named->signing.thumbprint() != keys.signing.thumbprint() ||
            named->encryption.thumbprint() != keys.encryption.thumbprint())
            return fail(ErrorCode::RootMismatch, "does not name " + person.id.text() + " as registered");
    }
    return {};
}

class Foundings
{
public:
    explicit Foundings(const FoundingRooms& rooms) : m_rooms(rooms) {}

    Result<http::Response> show()
    {
        bool founded = false;
        m_rooms.store->withTrust([&](const trust::TrustState& state) { founded = state.founded(); });
        if (founded)
            return fail(ErrorCode::NotFound);
        return readFor<wire::Founding>(
                   *m_rooms.store, [&](soci::session& sql) { return readFounding(sql).map(messageFrom()); })
            .map([](const wire::Founding& founding) { return answer(founding); });
    }

    Result<http::Response> sign(Call& call)
    {
        const auto body = bodyOf<wire::Submission>(call);
        if (!body)
            return tl::unexpected(body.error());
        if (body->statements.size() != 1)
            return fail(ErrorCode::BadRequest, "one root");
        auto root = wire::openStatement(body->statements);
        if (!root)
            return tl::unexpected(root.error());
        if (!root->statement.as<wire::RootBody>())
            return fail(ErrorCode::StatementRefused, "not a root");
        if (wire::actionDigest({root->digest}) != body->action)
            return fail(ErrorCode::ActionMismatch, "the code was typed for another statement");
        const auto attempt = call.entry("founding.sign", root->digest.text());
        std::optional<Error> codeRefused;
        auto done = writeFor<wire::Founding>(*m_rooms.store, [&](Transaction& transaction) {
            return enter(transaction, call, *root, attempt, body->code, codeRefused);
        });
        if (codeRefused)
            return tl::unexpected(
                Privileged(*m_rooms.store, *m_rooms.stepUp).report(call, attempt, std::move(*codeRefused)));
        return done.map([](const wire::Founding& founding) { return answer(founding); });
    }

private:
    std::function<wire::Founding(const FoundingRows&)> messageFrom() const
    {
        return [this](const FoundingRows& rows) {
            wire::Founding founding;
            founding.server = m_rooms.facts.id;
            founding.serverName = m_rooms.facts.name;
            founding.environment = m_rooms.facts.environment;
            founding.serverKey = m_rooms.keys->serverKey().publicKey();
            founding.trustLog = m_rooms.trustLog;
            founding.auditLog = m_rooms.auditLog;
            founding.policy = m_rooms.policy;
            for (const auto& admin : rows.admins)
                founding.expected.push_back(admin.id);
            for (const auto& [person, registration] : rows.registrations)
                founding.registrations.push_back(registration.signatures.front());
            if (rows.proposal)
                founding.proposal = rows.proposal->signatures;
            return founding;
        };
    }

    Result<wire::Founding> enter(Transaction& transaction, const Call& call,
                                 const wire::SignedStatement& root, const wire::AuditEntry& attempt,
                                 const Secret& code, std::optional<Error>& codeRefused)
    {
        codeRefused.reset();
        auto rows = readFounding(transaction.sql());
        if (!rows)
            return tl::unexpected(rows.error());
        const auto key = checkSigner(call, root, *rows);
        if (!key)
            return tl::unexpected(key.error());
        const bool known = rows->proposal && rows->proposal->digest == root.digest;
        if (known && signedBy(*rows->proposal, *key))
            return messageFrom()(*rows); // the same act again
        if (transaction.trustState().founded())
            return fail(ErrorCode::Conflict, "founded already");
        const auto entry =
            Privileged(*m_rooms.store, *m_rooms.stepUp).begin(transaction, call, attempt, code, codeRefused);
        if (!entry)
            return tl::unexpected(entry.error());
        if (auto done = checkRoot(root.statement, *rows, transaction.now()); !done)
            return tl::unexpected(done.error());
        if (!known)
            if (auto done = checkProposal(call, root.statement, *rows, *key, transaction.now()); !done)
                return tl::unexpected(done.error());
        if (known)
            rows->proposal->signatures.push_back(root.signatures.front());
        else
            rows->proposal = root;
        writeProposal(transaction.sql(), *rows->proposal, call.caller->person, *entry);
        if (rows->proposal->signatures.size() == rows->admins.size())
            if (auto done = found(transaction, call, *rows->proposal); !done)
                return tl::unexpected(done.error());
        if (m_rooms.events)
            transaction.afterCommit([events = m_rooms.events] { events->people(); });
        return messageFrom()(*rows);
    }

    // The caller is an invited admin, and signed with the key that they registered: returns that key.
    static Result<KeyThumbprint> checkSigner(const Call& call, const wire::SignedStatement& root,
                                             const FoundingRows& rows)
    {
        const auto& person = call.caller->person;
        const auto admin = std::find_if(rows.admins.begin(), rows.admins.end(),
                                        [&](const PersonRow& row) { return row.id == person; });
        const auto registered = rows.registrations.find(person);
        if (admin == rows.admins.end() || admin->disabled || admin->enrol != wire::EnrolState::Enrolled ||
            registered == rows.registrations.end())
            return fail(ErrorCode::RoleMissing, "not one of the admins who found this server");
        const auto& keys = *registered->second.statement.as<wire::KeyRegistrationBody>();
        if (!root.signatures.front().verify(keys.signing))
            return fail(ErrorCode::SignatureInvalid, "not signed with the key that the admin registered");
        return keys.signing.thumbprint();
    }

    // That the root is about this server and these people. The rest is the trust log's to say, once all have
    // signed.
    Result<void> checkRoot(const wire::Statement& statement, const FoundingRows& rows, Time now) const
    {
        const auto& root = *statement.as<wire::RootBody>();
        if (statement.server != m_rooms.facts.id || root.serverName != m_rooms.facts.name ||
            root.environment != m_rooms.facts.environment || root.trustLog != m_rooms.trustLog ||
            root.auditLog != m_rooms.auditLog ||
            root.serverKey.thumbprint() != m_rooms.keys->serverKey().thumbprint())
            return fail(ErrorCode::RootMismatch, "describes another server");
        if (statement.seen)
            return fail(ErrorCode::StatementRefused, "has seen logs before there are any");
        if (statement.expires <= now)
            return fail(ErrorCode::StatementRefused, "expired");
        return checkAdmins(root, rows);
    }

    static Result<void> checkProposal(const Call& call, const wire::Statement& statement,
                                      const FoundingRows& rows, const KeyThumbprint& key, Time now)
    {
        if (statement.author.person != call.caller->person || statement.author.key != key)
            return fail(ErrorCode::StatementRefused, "a root is proposed by its author");
        if (statement.issued > now + issuedTolerance || statement.issued < now - issuedTolerance)
            return fail(ErrorCode::StatementRefused, "issued at another time");
        if (!rows.proposal || rows.proposal->statement.expires <= now)
            return {};
        // Who proposed may think again as long as nobody else has signed; nobody sweeps away another's
        // signature.
        const auto& signatures = rows.proposal->signatures;
        if (signatures.size() == 1 && signatures.front().kid == key)
            return {};
        return fail(ErrorCode::Conflict, "another root is proposed already");
    }

    Result<void> found(Transaction& transaction, const Call& call, const wire::SignedStatement& root) const
    {
        const auto entry = transaction.audit(call.entry("founding.root", root.digest.text()));
        if (!entry)
            return tl::unexpected(entry.error());
        const auto place = transaction.trust(root);
        if (!place)
            return tl::unexpected(place.error());
        insertStatement(transaction,
                        rowOf(root, *place, *entry, transaction.now(), wire::Standing::Effective));
        return {};
    }

    FoundingRooms m_rooms;
};

} // namespace

void addFoundingRoutes(RouteTable& table, const FoundingRooms& rooms)
{
    const auto foundings = std::make_shared<Foundings>(rooms);
    table.push_back(
        {"GET", "/v1/founding", Access::Session, {}, StepUpNeed::None, "founding.read", [foundings](Call&) {
             return foundings->show();
         }});
    table.push_back({"POST",
                     "/v1/founding",
                     Access::Session,
                     {},
                     StepUpNeed::Code,
                     "founding.sign",
                     [foundings](Call& call) { return foundings->sign(call); }});
}

} // namespace countersign::server
