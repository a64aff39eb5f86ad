#include "server/LostTail.h"

#include "server/store/Store.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace countersign::server {

namespace {

// All keys that a log of the present name had.
std::vector<crypto::NoteVerifier> verifiersOf(const std::vector<trust::LogKeys>& all, LogName log)
{
    std::vector<crypto::NoteVerifier> verifiers;
    for (auto keys = all.rbegin(); keys != all.rend(); ++keys) {
        auto verifier = crypto::NoteVerifier::fromText(log == LogName::Trust ? keys->trust : keys->audit);
        if (verifier && (verifiers.empty() || verifier->name() == verifiers.front().name()))
            verifiers.push_back(std::move(*verifier));
    }
    return verifiers;
}

// Of what was written since an earlier recovery began nothing was published: it is behind the loss.
Result<LogHead> keptHead(const Store& store, LogName log, const std::optional<wire::PendingRecovery>& earlier)
{
    if (!earlier)
        return readFor<LogHead>(store, [&](soci::session& sql) { return recordedHead(sql, log); });
    const auto& kept = log == LogName::Trust ? earlier->kept.trust : earlier->kept.audit;
    return LogHead{kept.size, kept.root};
}

Result<Digest> presentRoot(const Store& store, LogName log, std::uint64_t size)
{
    return readFor<Digest>(store, [&](soci::session& sql) { return rootAt(sql, log, size); });
}

// The copy has the entries themselves: it tells how far both are the same, even where this store went on.
Result<void> readCopy(const Store& store, const std::filesystem::path& copies, Loss& loss)
{
    const auto folder = copyFolderOf(copies, loss.verifiers.front().name());
    if (!folder)
        return tl::unexpected(folder.error());
    Result<std::optional<CopiedLog>> copied = std::nullopt;
    for (const auto& verifier : loss.verifiers)
        if (copied = CopiedLog::open(*folder, verifier); copied)
            break;
    if (!copied)
        return tl::unexpected(copied.error());
    if (!*copied)
        return {};
    const auto common = (*copied)->commonWith(
        loss.present.size, [&](std::uint64_t size) { return presentRoot(store, loss.log, size); });
    if (!common)
        return tl::unexpected(common.error());
    const auto& head = (*copied)->head();
    if (*common == head.size) // all of it is here
        return {};
    const auto root = presentRoot(store, loss.log, *common);
    if (!root)
        return tl::unexpected(root.error());
    loss.kept = {*common, *root};
    loss.lost = {head.size, head.root};
    loss.copied = std::move(*copied);
    return {};
}

// A signed head alone: of a size that is here it tells whether it is the same log, of a greater one nothing
// about what is between.
Result<void> takeHead(const Store& store, const std::string& file, const crypto::Checkpoint& head, Loss& loss)
{
    if (head.size <= loss.lost.size && head.size > loss.kept.size)
        return {}; // lost as well, and less than what is known to be
    if (head.size <= loss.present.size) {
        const auto root = presentRoot(store, loss.log, head.size);
        if (!root)
            return tl::unexpected(root.error());
        if (*root != head.root)
            return fail(
                ErrorCode::LogForked,
                file + " is of another log than this store's first " + std::to_string(head.size) +
                    " entries: this server went on after it was restored. Restore the backup once more, "
                    "and run this before the server starts");
        return {};
    }
    if (head.size > loss.lost.size) {
        loss.lost = {head.size, head.root};
        loss.copied.reset(); // its end is not the end
    }
    return {};
}

bool isLost(const Loss& loss)
{
    return loss.lost.size > loss.kept.size;
}

} // namespace

Result<Losses> presentLogs(const Store& store, const std::optional<wire::PendingRecovery>& earlier)
{
    std::vector<trust::LogKeys> keys;
    store.withTrust([&](const trust::TrustState& state) {
        if (state.founded())
            keys = state.logKeys();
    });
    if (keys.empty())
        return fail(ErrorCode::RootMissing, "this server was not founded yet: there is nothing to recover; "
                                            "set it up anew by `countersignd init`");
    Losses losses;
    for (const auto log : {LogName::Trust, LogName::Audit}) {
        auto& loss = losses[static_cast<std::size_t>(log)];
        const auto head = keptHead(store, log, earlier);
        if (!head)
            return tl::unexpected(head.error());
        loss.log = log;
        loss.verifiers = verifiersOf(keys, log);
        loss.present = *head;
        loss.kept = loss.lost = {head->size, head->root};
    }
    return losses;
}

Result<void> readCopies(const Store& store, const std::filesystem::path& copies, Losses& losses)
{
    if (copies.empty())
        return {};
    if (auto done = checkNoLaterLogs(store, copies); !done)
        return done;
    for (auto& loss : losses)
        if (auto done = readCopy(store, copies, loss); !done)
            return done;
    return {};
}

Result<void> readCheckpoint(const Store& store, const std::filesystem::path& file, Losses& losses)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string note{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return fail(ErrorCode::FileAccess, file.string() + ": cannot be read: " + std::strerror(errno));
    Error why;
    for (auto& loss : losses)
        for (const auto& verifier : loss.verifiers) {
            const auto head = crypto::openCheckpoint(note, verifier);
            if (head)
                return takeHead(store, file.string(), *head, loss);
            why = head.error();
        }
    return fail(ErrorCode::LogSignature,
                file.string() +
                    ": is no checkpoint that this server signed, as it was restored: " + why.detail);
}

Result<void> checkLost(const Losses& losses, bool sources)
{
    if (isLost(losses[0]) || isLost(losses[1]))
        return {};
    std::string sizes = std::to_string(losses[0].present.size) + " entries of the trust log and " +
                        std::to_string(losses[1].present.size) + " of the audit log";
    if (!sources)
        return fail(ErrorCode::Configuration, "nothing tells what was lost: the configuration names no [log] "
                                              "copy; give a checkpoint that a console stored by --lost");
    return fail(ErrorCode::Conflict, "nothing was lost: all that is known to have been signed is here (" +
                                         sizes + "). Start the server");
}

} // namespace countersign::server
