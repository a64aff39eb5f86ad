#include "client/LogFollower.h"

#include "client/LogFollowerPrivate.h"
#include "client/LogReplay.h"
#include "client/Pause.h"

#include <iterator>

namespace countersign::client {

namespace {

constexpr int tries = 12;
constexpr std::chrono::milliseconds betweenTries{300};

} // namespace

QCoro::Task<Result<void>> LogFollower::Private::advanceOnce()
{
    const auto keep = shared_from_this();
    if (broken && broken->code == ErrorCode::LogRolledBack) {
        auto again = co_await goOnAfterRecovery();
        co_return again;
    }
    if (broken)
        co_return tl::unexpected(*broken);
    if (!connection->profile().root)
        connection->rereadRoot();
    if (!connection->profile().root)
        co_return fail(ErrorCode::RootMissing, "the profile pins no root");
    const auto once = [this] { return follow(); };
    auto done = co_await firmly(once);
    if (owner && done)
        emit owner->verified();
    if (owner && std::exchange(moved, false))
        emit owner->advanced();
    co_return done;
}

QCoro::Task<Result<void>> LogFollower::Private::reach(std::uint64_t trustEntries, std::uint64_t auditEntries)
{
    const auto keep = shared_from_this();
    if (broken)
        co_return tl::unexpected(*broken);
    for (int attempt = 1; !reached(trustEntries, auditEntries); ++attempt) {
        const auto once = [keep] { return keep->advanceOnce(); };
        auto done = co_await run(once);
        if (gone())
            co_return fail(ErrorCode::Cancelled);
        const bool young = !done && done.error().code == ErrorCode::RootMissing && connection->profile().root;
        if (!done && !young)
            co_return done;
        if (reached(trustEntries, auditEntries))
            break;
        if (attempt == tries && young)
            co_return done;
        if (attempt == tries)
            co_return fail(ErrorCode::LogIncomplete, "the server does not publish what it says stands there");
        co_await Pause(*owner, betweenTries);
        if (gone())
            co_return fail(ErrorCode::Cancelled);
    }
    co_return Result<void>{};
}

QCoro::Task<Result<void>> LogFollower::Private::checkEntries(std::vector<wire::PlacedEntry> entries)
{
    const auto keep = shared_from_this();
    std::uint64_t end = 0;
    for (const auto& entry : entries)
        end = std::max(end, entry.index + 1);
    auto done = co_await reach(0, end);
    if (!done)
        co_return done;
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    const auto contained = [this, entries] { return auditLog.contains(entries); };
    done = co_await firmly(contained);
    co_return done;
}

LogFollower::LogFollower(Connection& connection, QString folder, QObject* parent)
    : QObject(parent), d(std::make_shared<Private>(*this, connection, folder))
{
    d->recallBreak();
}

LogFollower::~LogFollower() = default;

QCoro::Task<Result<LogFollower::Pieces>> LogFollower::Private::pieces(std::vector<std::uint64_t> entries,
                                                                      std::vector<std::uint64_t> sizes)
{
    const auto keep = shared_from_this();
    if (broken)
        co_return tl::unexpected(*broken);
    if (!trust.founded() || !auditLog.met() || !auditLog.view().last())
        co_return fail(ErrorCode::RootMissing, "nothing was verified yet");
    Pieces found;
    found.trustNote = trustLog.note();
    found.auditNote = auditLog.note();
    const auto lines = trustLog.view().head().size;
    const auto size = auditLog.view().head().size;
    while (found.trustLines.size() < lines) {
        auto bundle = co_await bundleOf(trustLog.tiles(), found.trustLines.size(), lines);
        if (!bundle)
            co_return tl::unexpected(bundle.error());
        if (gone())
            co_return fail(ErrorCode::Cancelled);
        std::move(bundle->begin(), bundle->end(), std::back_inserter(found.trustLines));
    }
    const LogTiles::Proof proof = [&](const crypto::TileReader& tiles) -> Result<void> {
        crypto::TileNodes nodes(size, [&](const crypto::TileId& tile) {
            auto bytes = tiles(tile);
            if (bytes)
                found.auditTiles.insert_or_assign(tile, *bytes);
            return bytes;
        });
        for (const auto index : entries)
            if (auto path = crypto::inclusionProof(index, size, nodes.reader()); !path)
                return tl::unexpected(path.error());
        for (const auto seen : sizes)
            if (auto path = crypto::consistencyProof(seen, size, nodes.reader()); !path)
                return tl::unexpected(path.error());
        return {};
    };
    auto done = co_await auditLog.tiles().prove(proof);
    if (!done)
        co_return tl::unexpected(done.error());
    co_return std::move(found);
}

QCoro::Task<Result<LogFollower::Pieces>> LogFollower::pieces(std::vector<std::uint64_t> entries,
                                                             std::vector<std::uint64_t> sizes)
{
    return d->pieces(std::move(entries), std::move(sizes));
}

QCoro::Task<Result<void>> LogFollower::advance()
{
    const auto keep = d;
    return d->run([keep] { return keep->advanceOnce(); });
}

QCoro::Task<Result<void>> LogFollower::reach(std::uint64_t trustEntries, std::uint64_t auditEntries)
{
    return d->reach(trustEntries, auditEntries);
}

QCoro::Task<Result<void>> LogFollower::checkSeen(wire::Seen seen)
{
    return d->checkSeen(std::move(seen));
}

QCoro::Task<Result<trust::LogView::Each>> LogFollower::lookFor(std::vector<wire::Seen> seen)
{
    return d->lookFor(std::move(seen));
}

QCoro::Task<Result<void>> LogFollower::checkEntries(std::vector<wire::PlacedEntry> entries)
{
    return d->checkEntries(std::move(entries));
}

QCoro::Task<Result<LogFollower::Loss>> LogFollower::checkLoss(wire::Seen lost, wire::Seen kept)
{
    return d->checkLoss(std::move(lost), std::move(kept));
}

std::optional<wire::Seen> LogFollower::seenOf(const wire::Seen& kept) const
{
    if (!d->trustLog.met() || !d->trustLog.view().last() || !d->auditLog.view().last())
        return std::nullopt;
    return wire::Seen{d->trustLog.seenOf(kept.trust), d->auditLog.seenOf(kept.audit)};
}

const trust::TrustState& LogFollower::trust() const
{
    return d->trust;
}

const std::optional<Error>& LogFollower::broken() const
{
    return d->broken;
}

const std::optional<LogDifference>& LogFollower::difference() const
{
    return d->difference;
}

std::optional<Time> LogFollower::storedAt() const
{
    const auto* log = d->inDoubt();
    return log ? log->storedAt() : d->auditLog.storedAt();
}

std::optional<wire::Seen> LogFollower::seen() const
{
    if (!d->trust.founded() || !d->auditLog.met() || !d->auditLog.view().last())
        return std::nullopt;
    return wire::Seen{d->trustLog.view().head(), d->auditLog.view().head()};
}

std::uint64_t LogFollower::verifiedThrough() const
{
    return d->auditLog.met() ? d->auditLog.view().head().size : 0;
}

QString LogFollower::evidence() const
{
    return d->evidence;
}

QCoro::Task<Result<void>> LogFollower::goOn()
{
    const auto keep = d;
    return keep->goOn();
}

Result<QString> LogFollower::saveEvidence(const QString& folder) const
{
    return d->saveEvidence(folder);
}

} // namespace countersign::client
