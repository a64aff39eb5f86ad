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

/// The end of a key, and from where on what it had signed is void.
struct Ended
{
    std::uint64_t index = 0;    ///< of the entry that brought it about
    std::uint64_t voidFrom = 0; ///< approvals and requests at this index or later are void
    wire::RevocationCause cause = wire::RevocationCause::Lost;
    Digest statement; ///< the revocation
};

struct KeyRecord
{
    PersonId person;
    std::string name; ///< as the person was registered
    std::string device;
    crypto::PublicKey signing;
    crypto::PublicKey encryption;
    Digest registration;                  ///< of the registration, or of the root
    bool root = false;                    ///< named by the root
    std::vector<PersonId> endorsers = {}; ///< empty for a root key
    std::optional<Span> valid = {};       ///< absent until endorsed
    std::vector<Span> earlier = {};       ///< before each time that its person was disabled and enabled again
    std::optional<KeyThumbprint> vouchedBy = {}; ///< the person's own key by which they decided for it
    std::uint64_t vouched = 0;                   ///< index of that decision
    std::uint64_t registered = 0;                ///< index of the registration, or of the root
    std::optional<Ended> revoked = {};

    /// Held at `index`, whatever was revoked later: what ends an export or a matter is not undone.
    [[nodiscard]] bool heldAt(std::uint64_t index) const;
    /// Held, and not void by a revocation that reaches back.
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

struct AdminApproval
{
    PersonId person;
    KeyThumbprint key;
    std::uint64_t index = 0; ///< of the decision
    Time entered;
};

/// A statement on which admins decide; kept after its end. A person's revocation of their own key is one that
/// nobody needs to decide on.
struct AdminMatter
{
    std::uint64_t index = 0;
    Time entered;
    wire::SignedStatement signedStatement;
    wire::Standing standing = wire::Standing::Open;
    std::vector<AdminApproval> approvals;
    std::optional<AdminApproval> vouched =
        {}; ///< by the person whose further key it is, with another of theirs

    [[nodiscard]] bool approvedBy(const PersonId& person) const;
};

/// A root with its place: in force for what stands after `index`.
struct RootVersion
{
    std::uint64_t index = 0; ///< of the entry that brought it into force
    Digest digest;
    wire::RootBody body;
};

/// The logs' keys (C2SP vkeys) in force after `index`: the root's, or a recovery's.
struct LogKeys
{
    std::uint64_t index = 0;
    std::string trust;
    std::string audit;
};

/// A `log-recovery` in force.
struct Recovery
{
    std::uint64_t index = 0; ///< of the entry that brought it into force
    Time time;
    wire::LogRecoveryBody body;
    std::vector<PersonId> signers;
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
    /// What the author of the newest entry had seen, where it stands there in full: so that who replays need
    /// not parse it again.
    [[nodiscard]] const std::optional<wire::Seen>& newestSeen() const { return m_newestSeen; }
    [[nodiscard]] bool founded() const { return !m_roots.empty(); }
    /// The root in force now.
    [[nodiscard]] const wire::RootBody& root() const { return m_roots.back().body; }
    [[nodiscard]] const wire::RootBody& rootAt(std::uint64_t index) const;
    [[nodiscard]] const std::vector<RootVersion>& roots() const { return m_roots; }
    /// Of version 1, which profiles pin.
    [[nodiscard]] const Digest& rootDigest() const { return m_roots.front().digest; }
    [[nodiscard]] const ServerId& server() const { return m_server; }
    /// The policy in force at `index`.
    [[nodiscard]] const wire::Policy& policyAt(std::uint64_t index) const;
    /// The one in force now.
    [[nodiscard]] const wire::Policy& policy() const { return m_policies.back().second; }
    /// All that were in force, with the index after which.
    [[nodiscard]] const std::vector<std::pair<std::uint64_t, wire::Policy>>& policies() const
    {
        return m_policies;
    }
    /// All that were in force, the newest last.
    [[nodiscard]] const std::vector<LogKeys>& logKeys() const { return m_logKeys; }
    [[nodiscard]] const std::vector<Recovery>& recoveries() const { return m_recoveries; }
    /// How many approvals an open matter needs at the least, its author not counted: for people to read.
    [[nodiscard]] std::size_t approvalsNeeded(const AdminMatter& matter) const;

    [[nodiscard]] const KeyRecord* key(const KeyThumbprint& signing) const;
    [[nodiscard]] const KeyRecord* encryptionKey(const KeyThumbprint& encryption) const;
    /// `KeyNotEndorsed` or `KeyRevoked` unless the key may sign the statement at `index`.
    [[nodiscard]] Result<const KeyRecord*> keyAt(const KeyThumbprint& signing, std::uint64_t index) const;
    /// As `keyAt`, but whatever a later revocation says of what was signed before: for what ends something.
    [[nodiscard]] Result<const KeyRecord*> keyHeldAt(const KeyThumbprint& signing, std::uint64_t index) const;
    [[nodiscard]] bool holds(const PersonId& person, wire::Role role, std::uint64_t index) const;
    [[nodiscard]] std::vector<wire::Role> rolesAt(const PersonId& person, std::uint64_t index) const;
    [[nodiscard]] bool disabled(const PersonId& person) const { return m_disabled.contains(person); }
    /// In force, and nothing so far ended it: for the rules of what may follow.
    [[nodiscard]] bool holdsNow(const PersonId& person, wire::Role role) const;
    [[nodiscard]] bool hasKeyNow(const PersonId& person) const;

    [[nodiscard]] std::optional<Place> place(const Digest& statement) const;
    [[nodiscard]] const AdminMatter* matter(const Digest& statement) const;
    /// Why this person may not decide on the matter at `now`, or nothing: for the page that says who can.
    [[nodiscard]] std::optional<Error> whyNotDecide(const Digest& matter, const PersonId& person,
                                                    Time now) const;
    [[nodiscard]] const std::map<PersonId, PersonRecord>& people() const { return m_people; }
    [[nodiscard]] const std::map<Digest, AdminMatter>& matters() const { return m_matters; }
    /// What the log holds of withdrawals and rejections, at both gates, of this export request, in log order.
    [[nodiscard]] const std::vector<HeldEnding>& endingsOf(const Digest& request) const;
    /// All of them, by request.
    [[nodiscard]] const std::map<Digest, std::vector<HeldEnding>>& endings() const { return m_endings; }
    [[nodiscard]] Time lastTime() const { return m_lastTime; }
    /// When the entry at this index was made; the time of the last one where there is none.
    [[nodiscard]] Time timeOf(std::uint64_t index) const;
    /// The first index whose entry was made at `time` or later; the size where there is none.
    [[nodiscard]] std::uint64_t indexSince(Time time) const;

private:
    /// What a disabled person gets back when enabled.
    struct Suspension
    {
        std::vector<wire::Role> roles;
        std::vector<KeyThumbprint> keys;

        template <typename V>
        friend void fields(V& v, Suspension& m)
        {
            v("roles", m.roles);
            v("keys", m.keys);
        }
    };
    // `StoredState`: all members as they are, and whether they fit each other.
    template <typename V>
    friend void fields(V& v, TrustState& m);
    friend Result<TrustState> unpackState(ByteView bytes);
    [[nodiscard]] bool coherent() const;

    [[nodiscard]] Result<void> applyByDigest(const wire::TrustEntry& entry);
    [[nodiscard]] Result<void> applyFull(const wire::TrustEntry& entry);
    [[nodiscard]] Result<void> applyStatement(const wire::TrustEntry& entry, wire::SignedStatement statement);
    [[nodiscard]] Result<void> applyRoot(const wire::TrustEntry& entry, const wire::SignedStatement& root);
    [[nodiscard]] Result<void> applyRegistration(const wire::TrustEntry& entry,
                                                 wire::SignedStatement statement);
    [[nodiscard]] Result<void> applyRevocation(const wire::TrustEntry& entry,
                                               wire::SignedStatement statement);
    /// Role and policy changes, later roots, recoveries: an admin writes them, others decide.
    [[nodiscard]] Result<void> applyProposal(const wire::TrustEntry& entry, wire::SignedStatement statement);
    [[nodiscard]] Result<void> applyDecision(const wire::TrustEntry& entry,
                                             const wire::SignedStatement& statement);
    [[nodiscard]] Result<void> applyRejection(const wire::TrustEntry& entry,
                                              const wire::SignedStatement& statement);
    [[nodiscard]] Result<void> applyWithdrawal(const wire::TrustEntry& entry,
                                               const wire::SignedStatement& statement);

    // These change nothing …
    /// The export request that a decision at the gate is about.
    [[nodiscard]] std::optional<Digest> requestOf(const Digest& subject, wire::Gate gate) const;
    /// Whether the decision is a person's, on a further key of their own.
    [[nodiscard]] bool vouches(const Digest& subject, const PersonId& author) const;
    [[nodiscard]] Result<void> checkNewKeys(const wire::KeyRegistrationBody& body) const;
    [[nodiscard]] Result<void> checkReplaced(const wire::KeyRegistrationBody& body) const;
    [[nodiscard]] Result<void> checkRevocation(const wire::RevocationBody& body) const;
    /// What a proposal says, on entry and again when it is to take effect: much may have changed meanwhile.
    [[nodiscard]] Result<void> checkProposal(const wire::Statement& statement) const;
    [[nodiscard]] Result<void> checkRoleChange(const wire::RoleChangeBody& body) const;
    [[nodiscard]] Result<void> checkPolicyChange(const wire::PolicyChangeBody& body) const;
    [[nodiscard]] Result<void> checkNextRoot(const wire::RootBody& body) const;
    [[nodiscard]] Result<void> checkRootKeys(const wire::RootBody& body) const;
    [[nodiscard]] Result<void> checkRecovery(const wire::LogRecoveryBody& body) const;
    [[nodiscard]] Result<void> checkGrant(const PersonId& person, wire::Role role) const;
    [[nodiscard]] Result<void> checkAdminsRemain(const PersonId& without) const;
    [[nodiscard]] Result<void> checkMayDecide(const AdminMatter& matter, const PersonId& admin,
                                              Time entered) const;
    [[nodiscard]] bool lapsed(const AdminMatter& matter, Time now) const;
    /// Whether the matter takes effect with what was approved so far.
    [[nodiscard]] bool enough(const AdminMatter& matter) const;
    [[nodiscard]] std::size_t adminsNow() const;
    // … but for this, when nothing is wrong …
    [[nodiscard]] Result<void> decideOn(const Digest& subject, wire::Verdict verdict,
                                        const AdminApproval& approval);
    // … and these can't fail.
    void enter(const wire::TrustEntry& entry);
    AdminMatter& openMatter(const wire::TrustEntry& entry, wire::SignedStatement statement);
    void close(AdminMatter& matter, wire::Standing standing);
    void putInForce(const AdminMatter& matter);
    void putInForce(const AdminMatter& matter, const wire::KeyRegistrationBody& registration);
    void putInForce(const wire::RoleChangeBody& body);
    void putInForce(const AdminMatter& matter, const wire::RootBody& body);
    void putInForce(const AdminMatter& matter, const wire::LogRecoveryBody& body);
    void revoke(const KeyThumbprint& signing, const Ended& ended);
    void voidInOpenMatters(const KeyThumbprint& signing, std::uint64_t from);
    void endRole(const PersonId& person, wire::Role role);
    void endKeys(const PersonId& person);
    void closeRegistrations(const PersonId& person);
    void disable(const PersonId& person);
    void enable(const PersonId& person);

    std::optional<Digest> m_pinnedRoot;
    std::vector<RootVersion> m_roots;
    std::vector<std::pair<std::uint64_t, wire::Policy>> m_policies; // in force after that index
    std::vector<LogKeys> m_logKeys;
    std::vector<Recovery> m_recoveries;
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
    std::optional<wire::Seen> m_newestSeen;
};

enum class LogKind : std::uint8_t { Trust, Audit };
/// What a recovery says of one log: up to where it was known, and up to where it was kept.
struct LogLoss
{
    wire::SeenTree lost;
    wire::SeenTree kept;
};
/// What the first recovery since the log was called `origin` says of it; nothing where there was none since.
[[nodiscard]] std::optional<LogLoss> lossSince(const TrustState& state, const std::string& origin,
                                               LogKind log);

/// Whether what a key signed may become void afterwards, by a revocation that reaches back. What ends an
/// export stays as it was: nothing is set going again by it.
enum class Later : std::uint8_t { MayVoid, ChangesNothing };

/// Checks that hold for every statement that a person signs for the entry at `index`: server, key in force
/// and that person's, signature, issued within five minutes of the entry, not expired, and a `seen` no longer
/// than the log. That the tree it saw is this one is `LogView::covers`'s to say.
[[nodiscard]] Result<const KeyRecord*> checkAuthor(const TrustState& state,
                                                   const wire::SignedStatement& statement,
                                                   std::uint64_t index, Time entered,
                                                   Later later = Later::MayVoid);

} // namespace countersign::trust
