#pragma once

#include "wire/Statement.h"

#include <map>
#include <optional>
#include <set>

/// What the trust log proves, replayed entry by entry: who held which key and role, and which policy was in
/// force, at each index. Server and console run the same code: the server to admit a statement, the console
/// to check the server.
namespace countersign::trust {

/// A half-open range of log indexes; `to` absent: still in force.
struct Span
{
    std::uint64_t from = 0;
    std::optional<std::uint64_t> to;

    /// In force for a statement that stands at `index`: granted by an earlier entry, not ended by one.
    [[nodiscard]] bool covers(std::uint64_t index) const { return from < index && (!to || index <= *to); }
};

struct KeyRecord
{
    PersonId person;
    std::string name; ///< as the person was registered
    std::string device;
    crypto::PublicKey signing;
    crypto::PublicKey encryption;
    Digest registration;             ///< of the registration, or of the root
    bool root = false;               ///< named by the root
    std::vector<PersonId> endorsers; ///< empty for a root key
    std::optional<Span> valid;       ///< absent until endorsed
    std::vector<Span> earlier;       ///< before each time that its person was disabled and enabled again

    [[nodiscard]] bool validAt(std::uint64_t index) const;
    /// In force, and nothing so far ended it.
    [[nodiscard]] bool open() const { return valid && !valid->to; }
};

struct PersonRecord
{
    PersonId person;
    std::string name;
    std::vector<KeyThumbprint> keys; ///< in log order
    std::map<wire::Role, std::vector<Span>> roles;
};

/// A statement on which admins decide; kept after its end.
struct AdminMatter
{
    std::uint64_t index = 0;
    Time entered;
    wire::SignedStatement signedStatement;
    wire::Standing standing = wire::Standing::Open;
    std::vector<PersonId> approvers;
};

/// A withdrawal or rejection of an export, which the log holds in full. Whether its author may is
/// `admitWithdrawal`'s and `admitDecision`'s to say.
struct HeldEnding
{
    std::uint64_t index = 0;
    Time entered;
    wire::SignedStatement signedStatement;
};

/// The place of a statement in the log, in full or by digest alone.
struct Place
{
    std::uint64_t index = 0;
    Time time;
    wire::StatementType type = wire::StatementType::ExportRequest;
    StatementId id;
    bool inFull = false;
    std::optional<Digest> request = {}; ///< of a release
};

class TrustState
{
public:
    /// `pinnedRoot`: digest of version 1 as the profile pins it. The server passes none for its own log.
    explicit TrustState(std::optional<Digest> pinnedRoot = {}) : m_pinnedRoot(pinnedRoot) {}

    /// Replays the next entry; checks form, order of time, signatures and rules of statements held in full.
    /// An error leaves the state as it was and means that the log is not what it claims (or, on the server,
    /// that the statement may not enter).
    [[nodiscard]] Result<void> apply(const wire::TrustEntry& entry);

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] bool founded() const { return m_root.has_value(); }
    [[nodiscard]] const wire::RootBody& root() const { return *m_root; }
    [[nodiscard]] const Digest& rootDigest() const { return m_rootDigest; }
    [[nodiscard]] const ServerId& server() const { return m_server; }
    /// The policy in force at `index`. Only the root's, until `policy-change` exists.
    [[nodiscard]] const wire::Policy& policyAt(std::uint64_t index) const;

    [[nodiscard]] const KeyRecord* key(const KeyThumbprint& signing) const;
    [[nodiscard]] const KeyRecord* encryptionKey(const KeyThumbprint& encryption) const;
    /// `KeyNotEndorsed` or `KeyRevoked` unless the key may sign the statement at `index`.
    [[nodiscard]] Result<const KeyRecord*> keyAt(const KeyThumbprint& signing, std::uint64_t index) const;
    [[nodiscard]] bool holds(const PersonId& person, wire::Role role, std::uint64_t index) const;
    [[nodiscard]] std::vector<wire::Role> rolesAt(const PersonId& person, std::uint64_t index) const;
    [[nodiscard]] bool disabled(const PersonId& person) const { return m_disabled.contains(person); }
    /// In force, and nothing so far ended it: for the rules of what may follow.
    [[nodiscard]] bool holdsNow(const PersonId& person, wire::Role role) const;
    [[nodiscard]] bool hasKeyNow(const PersonId& person) const;

    [[nodiscard]] std::optional<Place> place(const Digest& statement) const;
    [[nodiscard]] const AdminMatter* matter(const Digest& statement) const;
    [[nodiscard]] const std::map<PersonId, PersonRecord>& people() const { return m_people; }
    [[nodiscard]] const std::map<Digest, AdminMatter>& matters() const { return m_matters; }
    /// What the log holds of withdrawals and rejections, at both gates, of this export request, in log order.
    [[nodiscard]] const std::vector<HeldEnding>& endingsOf(const Digest& request) const;
    [[nodiscard]] Time lastTime() const { return m_lastTime; }

private:
    /// What a disabled person gets back when enabled.
    struct Suspension
    {
        std::vector<wire::Role> roles;
        std::vector<KeyThumbprint> keys;
    };

    [[nodiscard]] Result<void> applyByDigest(const wire::TrustEntry& entry);
    [[nodiscard]] Result<void> applyFull(const wire::TrustEntry& entry);
    [[nodiscard]] Result<void> applyRoot(const wire::TrustEntry& entry, const wire::SignedStatement& root);
    [[nodiscard]] Result<void> applyRegistration(const wire::TrustEntry& entry,
                                                 wire::SignedStatement statement);
    [[nodiscard]] Result<void> applyRoleChange(const wire::TrustEntry& entry,
                                               wire::SignedStatement statement);
    [[nodiscard]] Result<void> applyDecision(const wire::TrustEntry& entry,
                                             const wire::SignedStatement& statement);
    [[nodiscard]] Result<void> applyRejection(const wire::TrustEntry& entry,
                                              const wire::SignedStatement& statement);
    [[nodiscard]] Result<void> applyWithdrawal(const wire::TrustEntry& entry,
                                               const wire::SignedStatement& statement);

    // These change nothing …
    /// The export request that a decision at the gate is about.
    [[nodiscard]] std::optional<Digest> requestOf(const Digest& subject, wire::Gate gate) const;
    [[nodiscard]] Result<void> checkNewKeys(const wire::KeyRegistrationBody& body) const;
    [[nodiscard]] Result<void> checkRoleChange(const wire::RoleChangeBody& body) const;
    [[nodiscard]] Result<void> checkGrant(const PersonId& person, wire::Role role) const;
    [[nodiscard]] Result<void> checkAdminsRemain(const PersonId& without) const;
    [[nodiscard]] Result<void> checkMayDecide(const AdminMatter& matter, const PersonId& admin,
                                              Time entered) const;
    [[nodiscard]] bool lapsed(const AdminMatter& matter, Time now) const;
    [[nodiscard]] std::size_t approvalsNeeded(const AdminMatter& matter) const;
    // … but for this, when nothing is wrong …
    [[nodiscard]] Result<void> decideOn(const Digest& subject, wire::Verdict verdict, const PersonId& admin,
                                        Time entered);
    // … and these can't fail.
    void enter(const wire::TrustEntry& entry);
    void openMatter(const wire::TrustEntry& entry, wire::SignedStatement statement);
    void close(AdminMatter& matter, wire::Standing standing);
    void putInForce(const AdminMatter& matter);
    void putInForce(const wire::RoleChangeBody& body);
    void endRole(const PersonId& person, wire::Role role);
    void endKeys(const PersonId& person);
    void closeRegistrations(const PersonId& person);
    void disable(const PersonId& person);
    void enable(const PersonId& person);

    std::optional<Digest> m_pinnedRoot;
    std::optional<wire::RootBody> m_root;
    Digest m_rootDigest;
    ServerId m_server;
    std::uint64_t m_size = 0;
    Time m_lastTime{};
    std::map<KeyThumbprint, KeyRecord> m_keys;
    std::map<KeyThumbprint, KeyThumbprint> m_signingOf; // encryption -> signing
    std::map<PersonId, PersonRecord> m_people;
    std::map<Digest, AdminMatter> m_matters;
    std::set<Digest> m_open;                             // of m_matters
    std::map<Digest, std::vector<HeldEnding>> m_endings; // by request
    std::set<Digest> m_released;                         // requests
    std::map<Digest, Place> m_places;
    std::set<StatementId> m_ids;
    std::map<PersonId, Suspension> m_disabled;
};

/// Checks that hold for every statement that a person signs for the entry at `index`: server, key in force
/// and that person's, signature, issued within five minutes of the entry, not expired, and a `seen` no longer
/// than the log. That the tree it saw is this one is `LogView::covers`'s to say.
[[nodiscard]] Result<const KeyRecord*> checkAuthor(const TrustState& state,
                                                   const wire::SignedStatement& statement,
                                                   std::uint64_t index, Time entered);

} // namespace countersign::trust
