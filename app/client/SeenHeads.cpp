#include "client/SeenHeads.h"

#include <algorithm>

namespace countersign::client {

namespace {

std::vector<const wire::StatementRecord*> recordsOf(const wire::Job& job)
{
    std::vector<const wire::StatementRecord*> records{&job.request};
    for (const auto& decision : job.decisions)
        records.push_back(&decision);
    if (job.release)
        records.push_back(&*job.release);
    return records;
}

bool isSigned(const wire::SignedStatement& statement, const trust::TrustState& state)
{
    const auto& jws = statement.signatures.front();
    for (const auto& root : state.roots())
        if (jws.kid == root.body.serverKey.thumbprint())
            return jws.verify(root.body.serverKey);
    const auto* record = state.key(jws.kid);
    return record && jws.verify(record->signing);
}

} // namespace

std::vector<wire::Seen> seenHeads(const wire::Job& job, const trust::TrustState& state)
{
    std::vector<wire::Seen> heads;
    if (!state.founded())
        return heads;
    for (const auto* record : recordsOf(job)) {
        const auto opened = wire::openStatement(record->signatures);
        if (opened && opened->statement.seen && isSigned(*opened, state))
            heads.push_back(*opened->statement.seen);
    }
    return heads;
}

std::uint64_t placesNeeded(const wire::Job& job)
{
    std::uint64_t needed = 0;
    for (const auto* record : recordsOf(job))
        if (record->trustIndex)
            needed = std::max(needed, *record->trustIndex + 1);
    return needed;
}

} // namespace countersign::client
