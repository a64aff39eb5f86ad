#include "client/LogFollowerPrivate.h"
#include "client/Strings.h"
#include "trust/StoredState.h"

/// One pass over both logs: newest checkpoint, proof from ours, replay, stored.
namespace countersign::client {

namespace {

// Replaying so many takes less than people notice: what is laid by may be that much behind.
constexpr std::uint64_t worthKeeping = 256;

struct PackedReplay
{
    Replay replay;
    Bytes bytes;
};

PackedReplay packed(Replay replay)
{
    auto bytes = trust::packState(replay.state);
    return {std::move(replay), std::move(bytes)};
}

} // namespace

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
    if (done && !gone())
        co_await keepReplayed();
    co_return done;
}

QCoro::Task<void> LogFollower::Private::keepReplayed()
{
    if (!packed)
        co_return;
    auto work = [to = cache(), bytes = std::move(*packed),
                 heads = wire::Seen{trustLog.view().head(), auditLog.view().head()}] {
        return to.write(bytes, heads);
    };
    packed.reset();
    const auto size = trust.size();
    const auto written = co_await OnWorker<decltype(work)>(std::move(work));
    laidBy = size; // or, where it can't be written, not before there is as much again
    static_cast<void>(written);
}

QCoro::Task<trust::TrustState> LogFollower::Private::beginning()
{
    const trust::TrustState nothing(connection->profile().root);
    if (anew) {
        laidBy = 0;
        co_return nothing;
    }
    if (trust.founded()) {
        // On another thread: it may be large. Nobody changes it meanwhile but the run that waits here.
        auto copying = [keep = shared_from_this()] { return keep->trust; };
        auto copy = co_await OnWorker<decltype(copying)>(std::move(copying));
        co_return copy;
    }
    auto work = [from = cache()] { return from.read(); };
    auto found = co_await OnWorker<decltype(work)>(std::move(work));
    if (!found || gone())
        co_return nothing;
    // That both logs are those which it was replayed from.
    const wire::Seen heads = found->heads;
    const auto ofTrust = co_await trustLog.covers(heads.trust);
    if (!ofTrust || gone())
        co_return nothing;
    const auto ofAudit = co_await auditLog.covers(heads.audit);
    if (!ofAudit || gone())
        co_return nothing;
    fromCache = true;
    laidBy = found->state.size();
    co_return std::move(found->state);
}

QCoro::Task<Result<Replay>> LogFollower::Private::replayTo(trust::LogView view)
{
    packed.reset();
    auto state = co_await beginning();
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    auto next = co_await replayed(trustLog.tiles(), view, std::move(state));
    if (!next || next->state.size() < laidBy + worthKeeping)
        co_return next;
    auto work = [replay = std::move(*next)]() mutable {
        return countersign::client::packed(std::move(replay));
    };
    auto both = co_await OnWorker<decltype(work)>(std::move(work));
    packed = std::move(both.bytes);
    co_return std::move(both.replay);
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
        co_return tl::unexpected(log->about({ErrorCode::LogGone, "the server shows no checkpoint any more"}));
    co_return fail(ErrorCode::RootMissing, "the server has published no checkpoint yet");
}

QCoro::Task<Result<void>> LogFollower::Private::meet(std::string newest)
{
    const Digest pinned = *connection->profile().root;
    auto root = co_await rootOfLog(trustLog.tiles(), pinned, std::move(newest));
    if (!root && root.error().code == ErrorCode::RootMissing && trustLog.stored())
        co_return tl::unexpected(
            trustLog.about({ErrorCode::LogRolledBack, "the server's log is empty, and was not"}));
    if (!root)
        co_return tl::unexpected(root.error());
    // What people sign on is named on every page, from the profile.
    if (qt(root->environment) != connection->profile().environment)
        co_return fail(ErrorCode::Configuration, "the profile names another environment than the root");
    auto trustKey = crypto::NoteVerifier::fromText(root->trustLog);
    auto auditKey = crypto::NoteVerifier::fromText(root->auditLog);
    if (!trustKey || !auditKey)
        co_return fail(ErrorCode::RootMismatch, "the root names no usable log keys");
    auto done = auditLog.meet(*auditKey);
    if (done)
        done = trustLog.meet(*trustKey);
    co_return done;
}

QCoro::Task<Result<trust::LogView>> LogFollower::Private::nextTrustView(std::string note)
{
    auto view = co_await trustLog.proved(note);
    const bool otherKey =
        !view && (view.error().code == ErrorCode::LogSignature || view.error().code == ErrorCode::LogOrigin);
    if (!otherKey)
        co_return view;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    auto done = co_await succeedTrust(note);
    if (!done && done.error().code == ErrorCode::LogSignature)
        co_return view; // no statement names another key: it is as it looked
    if (!done)
        co_return tl::unexpected(done.error());
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    view = co_await trustLog.proved(note);
    co_return view;
}

QCoro::Task<Result<void>> LogFollower::Private::succeedTrust(std::string note)
{
    const Digest pinned = *connection->profile().root;
    auto claimed = co_await claimedState(trustLog.tiles(), pinned, std::move(note));
    if (!claimed)
        co_return tl::unexpected(claimed.error());
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    auto verifier = crypto::NoteVerifier::fromText(claimed->logKeys().back().trust);
    const auto& present = trustLog.view().verifier();
    if (!verifier || verifier->text() == present.text())
        co_return fail(ErrorCode::LogSignature, "no statement names another key for the log");
    const auto loss = trust::lossSince(*claimed, present.name(), trust::LogKind::Trust);
    anew = anew || (loss && trustLog.view().head().size > loss->kept.size);
    recovered = recovered || loss.has_value();
    co_return trustLog.succeed(std::move(*verifier), loss);
}

// Its key is the one that the trust log names, just replayed.
Result<void> LogFollower::Private::succeedAudit()
{
    auto verifier = crypto::NoteVerifier::fromText(trust.logKeys().back().audit);
    const auto& present = auditLog.view().verifier();
    if (!verifier || verifier->text() == present.text())
        return {};
    const auto loss = trust::lossSince(trust, present.name(), trust::LogKind::Audit);
    recovered = recovered || loss.has_value();
    return auditLog.succeed(std::move(*verifier), loss);
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
    auto view = co_await nextTrustView(*newest);
    if (!view)
        co_return tl::unexpected(view.error());
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    std::optional<Replay> next;
    if (anew || !trust.founded() || trust.size() < view->last()->size) {
        auto replay = co_await replayTo(*view);
        if (!replay)
            co_return tl::unexpected(replay.error());
        if (gone())
            co_return fail(ErrorCode::Cancelled);
        next = std::move(*replay);
    }
    const auto& keys = (next ? next->state : trust).logKeys();
    if (keys.back().trust != view->verifier().text())
        co_return tl::unexpected(
            trustLog.about({ErrorCode::LogSignature, "signed by a key that is no longer the log's"}));
    auto stored = co_await trustLog.adopt(std::move(*view), std::move(*newest));
    if (!stored)
        co_return stored;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    if (next)
        takeOver(std::move(*next));
    co_return Result<void>{};
}

void LogFollower::Private::takeOver(Replay next)
{
    trust = std::move(next.state);
    if (std::exchange(anew, false)) {
        covered.clear();
        authorsSaw.clear();
    }
    authorsSaw.insert(authorsSaw.end(), next.seen.begin(), next.seen.end());
    moved = true;
}

QCoro::Task<Result<void>> LogFollower::Private::followAudit()
{
    if (auto done = succeedAudit(); !done)
        co_return done;
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
