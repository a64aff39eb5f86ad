#include "client/LogFollowerPrivate.h"
#include "client/Pause.h"

/// What people say they saw of both logs, held against what this console verified.
namespace countersign::client {

namespace {

constexpr std::size_t headsAtOnce = 256; // some milliseconds

using Each = trust::LogView::Each;

// What is wrong in the first log is told alone.
void addOthers(Each& first, const Each& second)
{
    for (std::size_t i = 0; i < first.size(); ++i)
        if (!first[i])
            first[i] = second[i];
}

} // namespace

QCoro::Task<Result<void>> LogFollower::Private::checkSeen(wire::Seen seen)
{
    const auto keep = shared_from_this();
    if (broken)
        co_return tl::unexpected(*broken);
    if (covered.contains(keyOf(seen)))
        co_return Result<void>{};
    auto done = co_await reach(seen.trust.size, seen.audit.size);
    if (!done && done.error().code == ErrorCode::LogIncomplete && !broken)
        co_return fail(ErrorCode::LogHidden, "somebody has seen more of the log than is shown here");
    if (!done)
        co_return done;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    const auto trustCovers = [this, seen] { return trustLog.covers(seen.trust); };
    done = co_await firmly(trustCovers);
    if (!done)
        co_return done;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    const auto auditCovers = [this, seen] { return auditLog.covers(seen.audit); };
    done = co_await firmly(auditCovers);
    if (done)
        covered.insert(keyOf(seen));
    co_return done;
}

// An author of a statement in the trust log names both trees as they were to that person's console: whoever
// replays it finds a history that was rewritten before this machine ever looked.
QCoro::Task<Result<void>> LogFollower::Private::checkAuthorsSaw()
{
    while (!authorsSaw.empty()) {
        const auto count = std::min(headsAtOnce, authorsSaw.size());
        std::vector<wire::SeenTree> ofTrust, ofAudit;
        for (auto seen = authorsSaw.end() - static_cast<std::ptrdiff_t>(count); seen != authorsSaw.end();
             ++seen)
            if (!covered.contains(keyOf(*seen))) {
                ofTrust.push_back(seen->trust);
                ofAudit.push_back(seen->audit);
            }
        auto done = co_await trustLog.coversAll(std::move(ofTrust));
        if (!done)
            co_return done;
        if (gone())
            co_return fail(ErrorCode::Cancelled);
        done = co_await auditLog.coversAll(std::move(ofAudit));
        if (!done)
            co_return done;
        if (gone())
            co_return fail(ErrorCode::Cancelled);
        for (std::size_t i = 0; i < count; ++i) {
            covered.insert(keyOf(authorsSaw.back()));
            authorsSaw.pop_back();
        }
        if (!authorsSaw.empty())
            co_await Pause(*owner, std::chrono::milliseconds(0)); // what is painted goes on meanwhile
        if (gone())
            co_return fail(ErrorCode::Cancelled);
    }
    co_return Result<void>{};
}

QCoro::Task<Result<Each>> LogFollower::Private::lookIn(FollowedLog* log, std::vector<wire::SeenTree> heads)
{
    const auto keep = shared_from_this();
    const auto each = std::make_shared<Each>();
    const auto covers = [log, heads, each] { return log->coversEach(heads, each); };
    auto done = co_await firmly(covers);
    if (!done)
        co_return tl::unexpected(done.error());
    co_return std::move(*each);
}

QCoro::Task<Result<Each>> LogFollower::Private::lookFor(std::vector<wire::Seen> seen)
{
    const auto keep = shared_from_this();
    if (broken)
        co_return tl::unexpected(*broken);
    if (!auditLog.met())
        co_return fail(ErrorCode::RootMissing, "nothing was verified yet");
    std::vector<wire::SeenTree> ofTrust;
    std::vector<wire::SeenTree> ofAudit;
    for (const auto& one : seen) {
        ofTrust.push_back(one.trust);
        ofAudit.push_back(one.audit);
    }
    auto inTrust = co_await lookIn(&trustLog, std::move(ofTrust));
    if (!inTrust)
        co_return inTrust;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    auto inAudit = co_await lookIn(&auditLog, std::move(ofAudit));
    if (!inAudit)
        co_return inAudit;
    addOthers(*inTrust, *inAudit);
    co_return inTrust;
}

} // namespace countersign::client
