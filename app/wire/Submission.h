#pragma once

#include "wire/Statement.h"

/// How every signed intention travels: `POST /v1/statements`, one code for the list (RFC 9470 step-up).
namespace countersign::wire {

struct Submission
{
    /// SHA-256 over the payload digests (32 bytes each) in order: what the code was typed for.
    Digest action;
    Secret code;
    std::vector<crypto::Jws> statements;
};
template <typename V>
void fields(V& v, Submission& m)
{
    v("action", m.action);
    v("code", m.code);
    v("statements", m.statements);
}
/// The action digest of a list of statements.
[[nodiscard]] Digest actionDigest(const std::vector<Digest>& statements);

/// `GET /v1/statements/{digest}` and parts of other answers: a statement with its place and its fate.
struct StatementRecord
{
    std::vector<crypto::Jws> signatures;
    std::optional<std::uint64_t> trustIndex; ///< absent for the founding and for receipts
    std::uint64_t auditIndex = 0;
    Time entered;
    Standing standing = Standing::Open; ///< by the server's word
};
template <typename V>
void fields(V& v, StatementRecord& m)
{
    v("signatures", m.signatures);
    v("trustIndex", m.trustIndex);
    v("auditIndex", m.auditIndex);
    v("entered", m.entered);
    v("standing", m.standing);
}

struct Submitted
{
    std::vector<StatementRecord> statements;
};
template <typename V>
void fields(V& v, Submitted& m)
{
    v("statements", m.statements);
}

} // namespace countersign::wire
