#include "client/LogFollowerPrivate.h"
#include "client/LogReplay.h"

/// One pass over both logs: newest checkpoint, proof from ours, replay, stored.
namespace countersign::client {

QCoro::Task<Result<void>> LogFollower::Private::follow()
{
    auto done = co_await followTrust();
    if (!done)
        co_return done;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    done = co_await followAudit();
    if (!done)
        co_return done;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    done = co_await checkAuthorsSaw();
    co_return done;
}

// An author of a statement in the trust log names both trees as they were to that person's console: whoever
// replays it finds a history that was rewritten before this machine ever looked.
QCoro::Task<Result<void>> LogFollower::Private::checkAuthorsSaw()
{
    while (!authorsSaw.empty()) {
        const wire::Seen seen = authorsSaw.back();
        if (!covered.contains(keyOf(seen))) {
            auto done = co_await trustLog.covers(seen.trust);
            if (!done)
                co_return done;
            if (gone())
                co_return fail(ErrorCode::Cancelled);
            done = co_await auditLog.covers(seen.audit);
            if (!done)
                co_return done;
            if (gone())
                co_return fail(ErrorCode::Cancelled);
            covered.insert(keyOf(seen));
        }
        authorsSaw.pop_back();
    }
    co_return Result<void>{};
}

// Before this machine ever saw the log there may be none; afterwards it can't have gone.
QCoro::Task<Result<std::string>> LogFollower::Private::note(FollowedLog* log)
{
    auto text = co_await log->fetchNote();
    const bool none =
        text ? text->empty()
             : text.error().code == ErrorCode::NotFound || text.error().code == ErrorCode::RootMissing;
    if (!none)
        co_return text;
    if (log->stored())
        co_return fail(ErrorCode::LogIncomplete, "the server shows no checkpoint any more");
    co_return fail(ErrorCode::RootMissing, "the server has published no checkpoint yet");
}

QCoro::Task<Result<void>> LogFollower::Private::meet(std::string newest)
{
    const Digest pinned = *connection->profile().root;
    auto root = co_await rootOfLog(trustLog.tiles(), pinned, std::move(newest));
    if (!root && root.error().code == ErrorCode::RootMissing && trustLog.stored())
        co_return fail(ErrorCode::LogIncomplete, "the server's log is empty, and was not");
    if (!root)
        co_return tl::unexpected(root.error());
    auto trustKey = crypto::NoteVerifier::fromText(root->trustLog);
    auto auditKey = crypto::NoteVerifier::fromText(root->auditLog);
    if (!trustKey || !auditKey)
        co_return fail(ErrorCode::RootMismatch, "the root names no usable log keys");
    auto done = auditLog.meet(std::move(*auditKey));
    if (done)
        done = trustLog.meet(std::move(*trustKey));
    co_return done;
}

QCoro::Task<Result<void>> LogFollower::Private::followTrust()
{
    auto newest = co_await note(&trustLog);
    if (!newest)
        co_return tl::unexpected(newest.error());
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    if (!trustLog.met()) {
        const std::string text = *newest;
        auto met = co_await meet(text);
        if (!met)
            co_return met;
    }
    auto view = co_await trustLog.proved(*newest);
    if (!view)
        co_return tl::unexpected(view.error());
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    const bool grown = trust.size() < view->last()->size;
    auto state = trust.founded() ? trust : trust::TrustState(connection->profile().root);
    auto next = co_await replayed(trustLog.tiles(), *view, std::move(state));
    if (!next)
        co_return tl::unexpected(next.error());
    auto stored = co_await trustLog.adopt(std::move(*view), std::move(*newest));
    if (!stored)
        co_return stored;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    trust = std::move(next->state);
    authorsSaw.insert(authorsSaw.end(), next->seen.begin(), next->seen.end());
    moved = moved || grown;
    co_return Result<void>{};
}

QCoro::Task<Result<void>> LogFollower::Private::followAudit()
{
    auto newest = co_await note(&auditLog);
    if (!newest)
        co_return tl::unexpected(newest.error());
    auto view = co_await auditLog.proved(*newest);
    if (!view)
        co_return tl::unexpected(view.error());
    const bool grown = auditLog.view().head().size < view->last()->size;
    auto stored = co_await auditLog.adopt(std::move(*view), std::move(*newest));
    if (stored)
        moved = moved || grown;
    co_return stored;
}

} // namespace countersign::client
