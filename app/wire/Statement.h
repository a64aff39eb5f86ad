#pragma once

#include "crypto/Checkpoint.h"
#include "wire/Codec.h"

#include <variant>

/// Statements: what people sign (protocols.md §2). A statement travels as flattened JWS, `typ`
/// `countersign+json`; its payload is one of these, and its name everywhere is the SHA-256 of the payload
/// bytes.
namespace countersign::wire {

constexpr std::string_view statementTyp = "countersign+json";
/// The author named in what the server itself signs.
inline const PersonId serverAuthor{"server"};

struct Author
{
    PersonId person;
    KeyThumbprint key;
};
template <typename V>
void fields(V& v, Author& m)
{
    v("person", m.person);
    v("key", m.key);
}

/// A tree head that the author's console had verified.
struct SeenTree
{
    std::uint64_t size = 0;
    Digest root;

    friend bool operator==(const SeenTree&, const SeenTree&) = default;
};
template <typename V>
void fields(V& v, SeenTree& m)
{
    v("size", m.size);
    v("root", m.root);
}
struct Seen
{
    SeenTree trust;
    SeenTree audit;

    friend bool operator==(const Seen&, const Seen&) = default;
};
template <typename V>
void fields(V& v, Seen& m)
{
    v("trust", m.trust);
    v("audit", m.audit);
}

/// How many must sign what, until when. The first one stands in the root.
struct Policy
{
    std::uint64_t version = 1;
    int approvalsStandard = 1; ///< at each gate
    int approvalsHigh = 2;
    int endorsements = 2;      ///< admins for a first key
    int countersignatures = 1; ///< admins besides the author, for role changes
    int lapseHours = 72;       ///< an undecided statement lapses
    int downloads = 1;         ///< most downloads of each file
    int retentionDays = 14;    ///< latest end of an export, from its request
    int rotationDays = 90;     ///< of key-encryption keys
    /// Resource types whose export is `high` at least.
    std::vector<std::string> highTypes;

    friend bool operator==(const Policy&, const Policy&) = default;
};
template <typename V>
void fields(V& v, Policy& m)
{
    v("version", m.version);
    v("approvalsStandard", m.approvalsStandard);
    v("approvalsHigh", m.approvalsHigh);
    v("endorsements", m.endorsements);
    v("countersignatures", m.countersignatures);
    v("lapseHours", m.lapseHours);
    v("downloads", m.downloads);
    v("retentionDays", m.retentionDays);
    v("rotationDays", m.rotationDays);
    v("highTypes", m.highTypes);
}

struct RootAdmin
{
    PersonId person;
    std::string name;
    crypto::PublicKey signing;
    crypto::PublicKey encryption;
};
template <typename V>
void fields(V& v, RootAdmin& m)
{
    v("person", m.person);
    v("name", m.name);
    v("signing", m.signing);
    v("encryption", m.encryption);
}

/// Version 1 is signed by all admins that it names: several JWS over the same payload bytes. Each later one
/// is an admin matter, in force once the threshold of the root before and its own have signed it (its author)
/// or decided for it.
struct RootBody
{
    std::uint64_t version = 1;
    std::string environment; ///< `production`, `test` or `training`
    std::string serverName;
    std::vector<RootAdmin> admins;
    int threshold = 2;
    crypto::PublicKey serverKey;
    std::string trustLog; ///< C2SP vkey
    std::string auditLog; ///< C2SP vkey
    Policy policy;
};
template <typename V>
void fields(V& v, RootBody& m)
{
    v("version", m.version);
    v("environment", m.environment);
    v("serverName", m.serverName);
    v("admins", m.admins);
    v("threshold", m.threshold);
    v("serverKey", m.serverKey);
    v("trustLog", m.trustLog);
    v("auditLog", m.auditLog);
    v("policy", m.policy);
}

/// Signed by the very key that it registers. Where its person decides for it with a key that counts already
/// (a further device, a renewal), one admin is enough.
struct KeyRegistrationBody
{
    PersonId person;
    std::string name; ///< as the person is shown
    std::string device;
    crypto::PublicKey signing;
    crypto::PublicKey encryption;
    std::optional<KeyThumbprint> replaces = {}; ///< a renewal: this signing key ends when the new one counts
};
template <typename V>
void fields(V& v, KeyRegistrationBody& m)
{
    v("person", m.person);
    v("name", m.name);
    v("device", m.device);
    v("signing", m.signing);
    v("encryption", m.encryption);
    v("replaces", m.replaces);
}

struct RoleChangeBody
{
    PersonId person;
    RoleAction action = RoleAction::Grant;
    std::optional<Role> role; ///< for `grant` and `withdraw`
    std::string reason;
};
template <typename V>
void fields(V& v, RoleChangeBody& m)
{
    v("person", m.person);
    v("action", m.action);
    v("role", m.role);
    v("reason", m.reason);
}

/// A whole new policy, of the next version. Exports keep the one that was in force at their request's entry.
struct PolicyChangeBody
{
    Policy policy;
    std::string reason;
};
template <typename V>
void fields(V& v, PolicyChangeBody& m)
{
    v("policy", m.policy);
    v("reason", m.reason);
}

/// Ends a key for good. In force at once where its own person signs, else an admin matter.
struct RevocationBody
{
    PersonId person;
    KeyThumbprint key; ///< of the signing key; its encryption key ends with it
    RevocationCause cause = RevocationCause::Lost;
    std::uint64_t voidFrom = 0; ///< index in the trust log: what the key signed there or later is void
    std::string reason;
};
template <typename V>
void fields(V& v, RevocationBody& m)
{
    v("person", m.person);
    v("key", m.key);
    v("cause", m.cause);
    v("voidFrom", m.voidFrom);
    v("reason", m.reason);
}

/// After a restore that lost the tail of a log: what had been signed, from where it goes on, and the logs'
/// new origins. An admin matter, in force once the root's threshold has signed or decided for it.
struct LogRecoveryBody
{
    Seen lost;            ///< the last heads that are known
    Seen kept;            ///< of what was restored
    std::string trustLog; ///< C2SP vkey of the new origin
    std::string auditLog; ///< C2SP vkey of the new origin
    std::string reason;
};
template <typename V>
void fields(V& v, LogRecoveryBody& m)
{
    v("lost", m.lost);
    v("kept", m.kept);
    v("trustLog", m.trustLog);
    v("auditLog", m.auditLog);
    v("reason", m.reason);
}

/// A person who may fetch, by the encryption key of the endorsed registration.
struct Fetcher
{
    PersonId person;
    KeyThumbprint key; ///< of the encryption key
};
template <typename V>
void fields(V& v, Fetcher& m)
{
    v("person", m.person);
    v("key", m.key);
}

struct GroupReference
{
    std::string id;
    std::string name;
};
template <typename V>
void fields(V& v, GroupReference& m)
{
    v("id", m.id);
    v("name", m.name);
}

/// What the operator was told to expect: the server says so, nobody vouches.
struct Estimate
{
    std::uint64_t resources = 0;
    std::uint64_t patients = 0;
};
template <typename V>
void fields(V& v, Estimate& m)
{
    v("resources", m.resources);
    v("patients", m.patients);
}

struct ExportRequestBody
{
    std::string title;
    SourceId source;
    std::string sourceName;
    Level level = Level::System;
    std::optional<GroupReference> group;
    std::vector<std::string> types; ///< FHIR resource types, at least one, no repeats
    std::optional<Time> since;
    std::optional<Time> until;
    Purpose purpose = Purpose::HOPERAT;
    std::string legalBasis;
    std::string recipient; ///< the receiving organisation
    std::vector<Fetcher> fetchers;
    Sensitivity sensitivity = Sensitivity::Standard;
    int downloads = 1;
    Time ends; ///< keys and files are destroyed then
    Estimate estimate;
};
template <typename V>
void fields(V& v, ExportRequestBody& m)
{
    v("title", m.title);
    v("source", m.source);
    v("sourceName", m.sourceName);
    v("level", m.level);
    v("group", m.group);
    v("types", m.types);
    v("since", m.since);
    v("until", m.until);
    v("purpose", m.purpose);
    v("legalBasis", m.legalBasis);
    v("recipient", m.recipient);
    v("fetchers", m.fetchers);
    v("sensitivity", m.sensitivity);
    v("downloads", m.downloads);
    v("ends", m.ends);
    v("estimate", m.estimate);
}

struct ReleaseFile
{
    FileId id;        ///< 32 hex digits: the 16 bytes of the associated data
    std::string name; ///< `Patient.000.ndjson`
    std::string type; ///< FHIR resource type
    std::uint64_t count = 0;
    std::uint64_t length = 0; ///< of the plaintext, bytes
    Digest sha256;            ///< of the plaintext
};
template <typename V>
void fields(V& v, ReleaseFile& m)
{
    v("id", m.id);
    v("name", m.name);
    v("type", m.type);
    v("count", m.count);
    v("length", m.length);
    v("sha256", m.sha256);
}

/// Signed by the server; widens nothing of the request.
struct ReleaseBody
{
    JobId job;
    Digest request;
    std::string transactionTime; ///< of the source's manifest, as sent
    std::vector<ReleaseFile> files;
    std::vector<Fetcher> fetchers;
    int downloads = 1;
    Time ends;
};
template <typename V>
void fields(V& v, ReleaseBody& m)
{
    v("job", m.job);
    v("request", m.request);
    v("transactionTime", m.transactionTime);
    v("files", m.files);
    v("fetchers", m.fetchers);
    v("downloads", m.downloads);
    v("ends", m.ends);
}

struct DecisionBody
{
    std::vector<Digest> subjects;
    Gate gate = Gate::Request;
    Verdict decision = Verdict::Reject;
    std::string reason;
};
template <typename V>
void fields(V& v, DecisionBody& m)
{
    v("subjects", m.subjects);
    v("gate", m.gate);
    v("decision", m.decision);
    v("reason", m.reason);
}

struct WithdrawalBody
{
    Digest subject;
    std::string reason;
};
template <typename V>
void fields(V& v, WithdrawalBody& m)
{
    v("subject", m.subject);
    v("reason", m.reason);
}

/// Signed by the fetcher's console once length and digest were checked and the file has its name. Stands in
/// the audit log only.
struct ReceiptBody
{
    Digest release;
    FileId file;
    std::uint64_t length = 0;
    Digest sha256;
};
template <typename V>
void fields(V& v, ReceiptBody& m)
{
    v("release", m.release);
    v("file", m.file);
    v("length", m.length);
    v("sha256", m.sha256);
}

using StatementBody =
    std::variant<RootBody, KeyRegistrationBody, RoleChangeBody, ExportRequestBody, ReleaseBody, DecisionBody,
                 WithdrawalBody, ReceiptBody, PolicyChangeBody, RevocationBody, LogRecoveryBody>;

struct Statement
{
    StatementId id;
    ServerId server;
    Author author;
    Time issued;
    Time expires; ///< the signature means nothing afterwards
    std::string nonce;
    std::optional<Seen> seen; ///< absent only before there is a root
    StatementBody body;

    [[nodiscard]] StatementType type() const;
    template <typename Body>
    [[nodiscard]] const Body* as() const
    {
        return std::get_if<Body>(&body);
    }
};

/// The payload bytes to be signed.
[[nodiscard]] std::string encodeStatement(const Statement& statement);
/// Strict: also refuses texts with control or bidirectional characters (`StatementMalformed`).
[[nodiscard]] Result<Statement> parseStatement(ByteView payload);

/// A statement with its signatures, parsed once. Signatures are not yet checked: `trust` does that.
struct SignedStatement
{
    std::vector<crypto::Jws> signatures; ///< one; several over the same bytes for a root
    Statement statement;
    Digest digest; ///< of the payload bytes
};
[[nodiscard]] Result<SignedStatement> openStatement(std::vector<crypto::Jws> signatures);

/// One line of the trust log. `statement` is in full for all but export requests, releases and approvals of
/// them.
struct TrustEntry
{
    Time time;
    StatementType type = StatementType::Root;
    StatementId id;
    Digest digest;
    std::vector<crypto::Jws> statement;
    std::optional<Digest> request = {}; ///< of a release: what it releases
};
template <typename V>
void fields(V& v, TrustEntry& m)
{
    v("time", m.time);
    v("type", m.type);
    v("id", m.id);
    v("digest", m.digest);
    v("statement", m.statement);
    v("request", m.request);
}

} // namespace countersign::wire
