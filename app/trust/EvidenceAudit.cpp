#include "crypto/TlogProof.h"
#include "trust/Entry.h"
#include "trust/EvidenceParts.h"
#include "trust/JobName.h"

#include <algorithm>

/// What of a bundle stands in the audit log: entries, what the signers had seen of it, receipts.
namespace countersign::trust {

namespace {

// All that signed and counts. What does not count proves nothing, so what its author saw does not matter.
std::vector<wire::Seen> seenBy(const ExportCase& theCase, const std::vector<crypto::Jws>& receipts)
{
    std::vector<wire::Seen> all;
    const auto take = [&](const wire::Statement& statement) {
        if (statement.seen)
            all.push_back(*statement.seen);
    };
    take(theCase.request.signedStatement.statement);
    for (const auto& decision : theCase.decisions)
        take(decision.signedStatement.statement);
    for (const auto& one : {theCase.release, theCase.withdrawal})
        if (one)
            take(one->signedStatement.statement);
    for (const auto& receipt : receipts)
        if (const auto statement = wire::parseStatement(receipt.payload))
            take(*statement);
    return all;
}

} // namespace

std::vector<std::uint64_t> auditSizesSeen(const ExportCase& theCase, const std::vector<crypto::Jws>& receipts,
                                          std::uint64_t auditSize)
{
    std::set<std::uint64_t> sizes;
    for (const auto& seen : seenBy(theCase, receipts))
        if (seen.audit.size > 0 && seen.audit.size < auditSize)
            sizes.insert(seen.audit.size);
    return {sizes.begin(), sizes.end()};
}

namespace evidence {

namespace {

tl::unexpected<Error> notSo(const char* what)
{
    return fail(ErrorCode::LogInconsistent, what);
}

} // namespace

Result<wire::AuditEntry> Check::checkEntry(const ProvenLine& entry, std::optional<std::uint64_t>& last)
{
    const auto proof = crypto::parseTlogProof(entry.proof);
    if (!proof)
        return tl::unexpected(proof.error());
    if (proof->extra || proof->checkpoint != m_evidence.auditCheckpoint)
        return notSo("a proof for another checkpoint, or with something besides");
    if (last && proof->index <= *last)
        return notSo("entries out of order, or one twice");
    last = proof->index;
    const auto& head = m_audit.checkpoint;
    if (auto done = crypto::verifyInclusion(crypto::leafHash(bytesOf(entry.line)), proof->index, head.size,
                                            proof->hashes, head.root);
        !done)
        return tl::unexpected(done.error());
    return wire::decode<wire::AuditEntry>(entry.line);
}

Check::Step Check::checkEntries()
{
    std::optional<std::uint64_t> last;
    auto finding = proven(FindingId::AuditEntries);
    std::map<PersonId, NamedPerson> people;
    for (const auto& line : m_evidence.entries) {
        auto entry = checkEntry(line, last);
        if (entry && !m_entries.empty() && entry->time < m_entries.back().time)
            entry = notSo("an entry is older than the one before");
        if (!entry) {
            add(refuted(FindingId::AuditEntries, entry.error()));
            return Step::Ends;
        }
        // By the name that admins signed for: the entry's own is the server's word.
        std::string name;
        if (isIdText(entry->actor.person)) {
            const auto actor = named(m_replay.state, PersonId(entry->actor.person));
            name = actor.name;
            people.emplace(actor.person, actor);
        }
        m_report.entries.push_back(
            {*last, entry->time, entry->action, entry->outcome, entry->actor.person, std::move(name)});
        const auto receipt = entry->detail.find("receipt");
        if (entry->action == "download.receipt" && entry->outcome == "done" && receipt != entry->detail.end())
            m_receipted.emplace(receipt->second, entry->time);
        m_entries.push_back(std::move(*entry));
    }
    finding.count = m_entries.size();
    finding.size = m_audit.checkpoint.size;
    finding.people.emplace();
    for (const auto& [id, person] : people)
        finding.people->push_back(person);
    if (m_entries.empty())
        finding.state = FindingState::NotProven;
    else
        finding.time = m_entries.back().time;
    m_now = std::max(m_replay.state.lastTime(), finding.time.value_or(Time{}));
    add(std::move(finding));
    return Step::Goes;
}

void Check::checkJobs()
{
    const auto& release = m_judged.counted.release;
    const auto job = release ? release->signedStatement.statement.as<wire::ReleaseBody>()->job
                             : jobIdOf(m_judged.counted.request.signedStatement.digest);
    m_report.job = job;
    if (std::any_of(m_entries.begin(), m_entries.end(),
                    [&](const auto& entry) { return entry.job != job.text(); }))
        add(refuted(FindingId::AuditEntries, {ErrorCode::LogInconsistent, "an entry of another export"}));
}

Result<void> Check::checkTrustSeen(const wire::SeenTree& seen) const
{
    if (seen.size > m_replay.tree.size())
        return fail(ErrorCode::LogIncomplete, "has seen more of the trust log than its checkpoint covers");
    if (!m_replay.tree.begins(seen))
        return notSo("has seen another trust log");
    return {};
}

Result<void> Check::checkAuditSeen(const wire::SeenTree& seen) const
{
    const auto& head = m_audit.checkpoint;
    if (seen.size > head.size)
        return fail(ErrorCode::LogIncomplete, "has seen more of the audit log than its checkpoint covers");
    std::vector<Digest> hashes;
    if (seen.size > 0 && seen.size < head.size) {
        const auto found =
            std::lower_bound(m_evidence.seen.begin(), m_evidence.seen.end(), seen.size,
                             [](const SeenProof& a, std::uint64_t size) { return a.size < size; });
        if (found == m_evidence.seen.end() || found->size != seen.size)
            return notSo("no proof for what a signer has seen of the audit log");
        hashes = found->hashes;
    }
    return crypto::verifyConsistency(seen.size, seen.root, head.size, head.root, hashes);
}

Result<std::uint64_t> Check::checkAllSeen() const
{
    const auto needed = auditSizesSeen(m_judged.counted, m_evidence.receipts, m_audit.checkpoint.size);
    const auto& given = m_evidence.seen;
    if (!std::equal(needed.begin(), needed.end(), given.begin(), given.end(),
                    [](std::uint64_t size, const SeenProof& proof) { return size == proof.size; }))
        return notSo("proofs for other tree heads than the signers have seen");
    const auto all = seenBy(m_judged.counted, m_evidence.receipts);
    for (const auto& seen : all) {
        if (auto done = checkTrustSeen(seen.trust); !done)
            return tl::unexpected(done.error());
        if (auto done = checkAuditSeen(seen.audit); !done)
            return tl::unexpected(done.error());
    }
    return all.size();
}

void Check::checkSeen()
{
    const auto count = checkAllSeen();
    auto finding = count ? proven(FindingId::Seen) : refuted(FindingId::Seen, count.error());
    finding.count = count.value_or(0);
    add(std::move(finding));
}

void Check::checkReceipts()
{
    const auto& all = m_evidence.receipts;
    std::optional<Digest> last;
    for (const auto& jws : all) {
        const auto receipt = wire::openStatement({jws});
        if (!receipt || (last && receipt->digest <= *last)) {
            const Error disorder{ErrorCode::StatementRefused, "receipts out of order, or one twice"};
            add(refuted(FindingId::Receipt, receipt ? disorder : receipt.error()));
            return;
        }
        last = receipt->digest;
        add(checkReceipt(*receipt));
    }
}

Finding Check::checkReceipt(const wire::SignedStatement& receipt) const
{
    const auto no = [&](ErrorCode code, const char* why) {
        auto finding = refuted(FindingId::Receipt, {code, why});
        finding.digest = receipt.digest;
        return finding;
    };
    const auto* body = receipt.statement.as<wire::ReceiptBody>();
    const auto& counted = m_judged.counted.release;
    if (!body || !counted || body->release != counted->signedStatement.digest)
        return no(ErrorCode::StatementRefused, "not a receipt for this release");
    const auto& release = *counted->signedStatement.statement.as<wire::ReleaseBody>();
    const auto file = std::find_if(release.files.begin(), release.files.end(),
                                   [&](const auto& one) { return one.id == body->file; });
    if (file == release.files.end() || file->length != body->length || file->sha256 != body->sha256)
        return no(ErrorCode::DigestMismatch, "a receipt for another file or other content");
    const auto& author = receipt.statement.author.person;
    if (std::none_of(release.fetchers.begin(), release.fetchers.end(),
                     [&](const auto& one) { return one.person == author; }))
        return no(ErrorCode::NotRecipient, "a receipt by somebody who may not fetch");
    return datedReceipt(receipt, *file);
}

Finding Check::datedReceipt(const wire::SignedStatement& receipt, const wire::ReleaseFile& file) const
{
    const auto entry = m_receipted.find(receipt.digest.text());
    const bool entered = entry != m_receipted.end();
    const auto& statement = receipt.statement;
    // The audit log says when; by that time, or else by its own, the trust log had come so far.
    const auto time = entered ? entry->second : statement.issued;
    const auto& times = m_replay.times;
    auto index =
        static_cast<std::uint64_t>(std::upper_bound(times.begin(), times.end(), time) - times.begin());
    if (!entered && statement.seen)
        index = std::min<std::uint64_t>(std::max(index, statement.seen->trust.size), times.size());
    const auto signer = checkAuthor(m_replay.state, receipt, index, time);
    const Error missing{ErrorCode::LogIncomplete, "its entry of the audit log is not in the bundle"};
    auto finding = !signer   ? refuted(FindingId::Receipt, signer.error())
                   : entered ? proven(FindingId::Receipt)
                             : withFault(FindingId::Receipt, FindingState::NotProven, missing);
    finding.digest = receipt.digest;
    if (!signer)
        return finding;
    finding.person = named(m_replay.state, statement.author.person);
    finding.time = time;
    finding.files = {file};
    return finding;
}

} // namespace evidence

} // namespace countersign::trust
