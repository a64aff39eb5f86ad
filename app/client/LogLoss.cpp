#include "client/LogFollowerPrivate.h"

/// What was lost of a log, and how a console goes on from what was kept.
namespace countersign::client {

// A log that was rolled back stays so, whatever is shown later: unless the admins signed for the loss.
QCoro::Task<Result<void>> LogFollower::Private::goOnAfterRecovery()
{
    const Error before = *broken;
    auto done = co_await follow();
    if (!done && !gone()) { // perhaps by what was read of the end that was lost
        for (auto* log : {&trustLog, &auditLog})
            recovered ? log->tiles().setAside(LogTiles::Aside::Lost) : log->tiles().setPartialAside();
        done = co_await follow();
    }
    if (!done || !recovered || gone()) {
        bringBack();
        co_return tl::unexpected(before);
    }
    settle();
    static_cast<void>(forgetBreak()); // else the next run says so once more
    broken.reset();
    difference.reset();
    moved = false;
    emit owner->brokenChanged();
    emit owner->verified();
    emit owner->advanced();
    co_return done;
}

QCoro::Task<Result<LogFollower::Loss>> LogFollower::Private::checkLoss(wire::Seen lost, wire::Seen kept)
{
    const auto keep = shared_from_this();
    if (!connection->profile().root)
        co_return fail(ErrorCode::RootMissing, "the profile pins no root");
    if (!trustLog.met()) {
        auto newest = co_await trustLog.fetchNote();
        if (!newest)
            co_return tl::unexpected(newest.error());
        if (gone())
            co_return fail(ErrorCode::Cancelled);
        auto met = co_await meet(std::move(*newest));
        if (!met)
            co_return tl::unexpected(met.error());
    }
    const auto ofTrust = trustLog.checkLoss({lost.trust, kept.trust});
    if (!ofTrust)
        co_return tl::unexpected(ofTrust.error());
    const auto ofAudit = auditLog.checkLoss({lost.audit, kept.audit});
    if (!ofAudit)
        co_return tl::unexpected(ofAudit.error());
    auto done = co_await trustLog.continues(kept.trust);
    if (done && !gone())
        done = co_await auditLog.continues(kept.audit);
    if (!done)
        co_return tl::unexpected(done.error());
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    const Digest pinned = *connection->profile().root;
    auto replay = co_await replayed(trustLog.tiles(), trustLog.viewOf(kept.trust), trust::TrustState(pinned));
    trustLog.tiles().disown(); // nobody signed for it yet
    if (!replay)
        co_return tl::unexpected(replay.error());
    if (!replay->state.founded())
        co_return fail(ErrorCode::StatementRefused, "a recovery that kept not even the root");
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    auto known = co_await knownBefore();
    co_return Loss{std::move(replay->state), std::move(known), *ofTrust, *ofAudit};
}

// What this run replayed before the trust broke; else what can be replayed of what an earlier run verified,
// and the server still shows or lies here.
QCoro::Task<trust::TrustState> LogFollower::Private::knownBefore()
{
    const trust::TrustState nothing(connection->profile().root);
    if (trust.founded())
        co_return trust;
    if (!trustLog.view().last())
        co_return nothing;
    auto replay = co_await replayed(trustLog.tiles(), trustLog.view(), nothing);
    trustLog.tiles().disown();
    if (!replay)
        co_return nothing;
    co_return std::move(replay->state);
}

} // namespace countersign::client
