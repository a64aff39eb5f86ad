#include "server/job/ReleaseMaking.h"

#include "crypto/Random.h"
#include "server/job/ExportCases.h"

namespace countersign::server {

namespace {

// By whichever key the log had: when it changes, the last head under the one before stays out for a moment.
Result<wire::SeenTree> publishedHead(const Store& store, LogName log, const std::vector<trust::LogKeys>& all)
{
    const auto note = store.checkpoint(log);
    if (!note)
        return tl::unexpected(note.error());
    Error why{ErrorCode::RootMissing, "no root names a key yet"};
    for (auto keys = all.rbegin(); keys != all.rend(); ++keys) {
        const auto verifier =
            crypto::NoteVerifier::fromText(log == LogName::Trust ? keys->trust : keys->audit);
        if (!verifier)
            return tl::unexpected(verifier.error());
        const auto checkpoint = crypto::openCheckpoint(*note, *verifier);
        if (checkpoint)
            return wire::SeenTree{checkpoint->size, checkpoint->root};
        why = checkpoint.error();
    }
    return tl::unexpected(why);
}

wire::ReleaseBody bodyOf(const JobRow& job, const std::vector<FileRow>& files,
                         const wire::ExportRequestBody& request)
{
    wire::ReleaseBody body;
    body.job = job.id;
    body.request = job.request;
    body.transactionTime = job.transactionTime;
    for (const auto& file : files)
        body.files.push_back({file.id, file.name, file.type, file.count, file.length, file.sha256});
    body.fetchers = request.fetchers;
    body.downloads = request.downloads;
    body.ends = request.ends;
    return body;
}

Result<wire::SignedStatement> signedBy(const crypto::SigningKey& key, wire::Statement statement)
{
    const auto payload = wire::encodeStatement(statement);
    return wire::openStatement({crypto::signJws(bytesOf(payload), wire::statementTyp, key)});
}

} // namespace

Result<wire::Seen> publishedHeads(const Store& store)
{
    std::vector<trust::LogKeys> keys;
    store.withTrust([&](const trust::TrustState& state) {
        if (state.founded())
            keys = state.logKeys();
    });
    const auto trust = publishedHead(store, LogName::Trust, keys);
    if (!trust)
        return tl::unexpected(trust.error());
    const auto audit = publishedHead(store, LogName::Audit, keys);
    if (!audit)
        return tl::unexpected(audit.error());
    return wire::Seen{*trust, *audit};
}

Result<void> enterRelease(Transaction& transaction, const KeyVault& keys, const wire::Seen& seen, JobRow& job,
                          const std::vector<FileRow>& files, std::uint64_t entry)
{
    const auto theCase = exportCaseOf(transaction.sql(), job.id);
    if (!theCase)
        return tl::unexpected(theCase.error());
    const auto& state = transaction.trustState();
    const auto& request = requestOf(*theCase);
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = state.server();
    const auto key = keys.serverKeyOf(state.root().serverKey.thumbprint());
    if (!key)
        return tl::unexpected(key.error());
    statement.author = {wire::serverAuthor, (*key)->thumbprint()};
    statement.issued = transaction.now();
    statement.expires = request.ends;
    statement.nonce = crypto::randomIdText("");
    statement.seen = seen;
    statement.body = bodyOf(job, files, request);
    const auto release = signedBy(**key, std::move(statement));
    if (!release)
        return tl::unexpected(release.error());
    const trust::Entered entered{*release, state.size(), transaction.now()};
    if (auto done = trust::admitRelease(state, *theCase, entered); !done)
        return done;
    const auto index = transaction.trust(*release);
    if (!index)
        return tl::unexpected(index.error());
    insertStatement(transaction,
                    rowOf(*release, *index, entry, transaction.now(), wire::Standing::Open, job.id));
    job.release = release->digest;
    return {};
}

} // namespace countersign::server
