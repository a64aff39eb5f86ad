#pragma once

#include "wire/Codec.h"

/// The audit log's entries (protocols.md §3). The logs themselves are served as C2SP tlog-tiles:
/// `GET /v1/log/{trust|audit}/checkpoint`, `…/tile/…`, `…/tile/entries/…`.
namespace countersign::wire {

struct AuditActor
{
    std::string person; ///< a person's id, `server`, or empty for nobody known
    std::string name;
    std::vector<Role> roles;
    std::optional<KeyThumbprint> key; ///< of the device (DPoP) key
};
template <typename V>
void fields(V& v, AuditActor& m)
{
    v("person", m.person);
    v("name", m.name);
    v("roles", m.roles);
    v("key", m.key);
}

struct AuditNetwork
{
    std::string address;
    std::string tls;
    std::string cipher;
    std::string certificate; ///< fingerprint of the client's, or empty
};
template <typename V>
void fields(V& v, AuditNetwork& m)
{
    v("address", m.address);
    v("tls", m.tls);
    v("cipher", m.cipher);
    v("certificate", m.certificate);
}

struct AuditToken
{
    std::string id; ///< of its hash, never the token
    std::vector<std::string> scopes;
    Time expires;
};
template <typename V>
void fields(V& v, AuditToken& m)
{
    v("id", m.id);
    v("scopes", m.scopes);
    v("expires", m.expires);
}

/// One line of the audit log, at most 16 KiB.
struct AuditEntry
{
    std::string id;   ///< the incident that a person can quote
    std::string salt; ///< 128 bits, base64url
    Time time;
    AuditActor actor;
    std::string action;  ///< e.g. `session.sign-in`, `request.decide`, `job.sealed`, `download.ticket`
    std::string object;  ///< what it was done to: an id or digest
    std::string job;     ///< joins all of an export; empty elsewhere
    std::string outcome; ///< `done`, `denied` or `failed`
    std::optional<AuditNetwork> network;
    std::optional<AuditToken> token;
    std::map<std::string, std::string> detail; ///< no patient data, no secret
};
template <typename V>
void fields(V& v, AuditEntry& m)
{
    v("id", m.id);
    v("salt", m.salt);
    v("time", m.time);
    v("actor", m.actor);
    v("action", m.action);
    v("object", m.object);
    v("job", m.job);
    v("outcome", m.outcome);
    v("network", m.network);
    v("token", m.token);
    v("detail", m.detail);
}

/// An entry as its exact line, with its place. The console proves it from tiles.
struct PlacedEntry
{
    std::uint64_t index = 0;
    std::string line;
};
template <typename V>
void fields(V& v, PlacedEntry& m)
{
    v("index", m.index);
    v("line", m.line);
}

/// `GET /v1/jobs/{id}/trail`
struct Trail
{
    std::vector<PlacedEntry> entries;
    std::vector<crypto::Jws> receipts; ///< of its files: their digests stand in the entries
};
template <typename V>
void fields(V& v, Trail& m)
{
    v("entries", m.entries);
    v("receipts", m.receipts);
}

} // namespace countersign::wire
