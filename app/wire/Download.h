#pragma once

#include "wire/Codec.h"

/// Retrieval (protocols.md §5).
namespace countersign::wire {

/// `POST /v1/retrievals`: one code opens all tickets and resumptions of a release for an hour.
struct RetrievalOpen
{
    Digest release; ///< is the action digest
    Secret code;
};
template <typename V>
void fields(V& v, RetrievalOpen& m)
{
    v("release", m.release);
    v("code", m.code);
}

struct Retrieval
{
    RetrievalId id;
    Time expires;
};
template <typename V>
void fields(V& v, Retrieval& m)
{
    v("id", m.id);
    v("expires", m.expires);
}

/// `POST /v1/files/{file}/tickets`
struct TicketAsk
{
    RetrievalId retrieval;
};
template <typename V>
void fields(V& v, TicketAsk& m)
{
    v("retrieval", m.retrieval);
}

/// `GET {path}` answers the ciphertext (`Range` by the same holder resumes); `POST {path}/receipt` burns it.
struct Ticket
{
    std::string path; ///< `/v1/tickets/…`, opaque
    FileId file;
    std::uint64_t sealedLength = 0; ///< bytes that will travel
    std::string wrappedKey;         ///< JWE, see crypto/Jwe.h
    Time begin;                     ///< to be begun before
};
template <typename V>
void fields(V& v, Ticket& m)
{
    v("path", m.path);
    v("file", m.file);
    v("sealedLength", m.sealedLength);
    v("wrappedKey", m.wrappedKey);
    v("begin", m.begin);
}

/// `POST {path}/receipt`
struct ReceiptPost
{
    crypto::Jws receipt;
};
template <typename V>
void fields(V& v, ReceiptPost& m)
{
    v("receipt", m.receipt);
}

/// `POST /v1/openings`: one code opens files of a release that were fetched and kept sealed. Answered by
/// `Done`, whose entry says that they may be opened now.
struct OpeningAsk
{
    Digest release; ///< is the action digest
    Secret code;
};
template <typename V>
void fields(V& v, OpeningAsk& m)
{
    v("release", m.release);
    v("code", m.code);
}

/// `POST /v1/files/{file}/openings`: what was opened, at the next contact. Answered by `Done`.
struct OpeningReport
{
    Digest release;
    std::uint64_t allowed = 0; ///< index of the entry that allowed it
    Time opened;
};
template <typename V>
void fields(V& v, OpeningReport& m)
{
    v("release", m.release);
    v("allowed", m.allowed);
    v("opened", m.opened);
}

struct Done
{
    std::uint64_t auditIndex = 0;
};
template <typename V>
void fields(V& v, Done& m)
{
    v("auditIndex", m.auditIndex);
}

} // namespace countersign::wire
