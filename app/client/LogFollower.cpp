#include "client/LogFollower.h"

#include "client/LogFiles.h"
#include "client/LogFollowerPrivate.h"

#include <QCoro/QCoroTimer>
#include <QDir>

namespace countersign::client {

namespace {

constexpr int tries = 12;
constexpr std::chrono::milliseconds betweenTries{300};

} // namespace

void LogFollower::Private::breakWith(const Error& error)
{
    if (broken)
        return;
    broken = error;
    // At once: nobody knows whether this program still runs when somebody looks.
    static_cast<void>(saveEvidence(folder));
    emit owner->brokenChanged();
}

Result<QString> LogFollower::Private::saveEvidence(const QString& where) const
{
    QString path;
    for (int number = 1; path.isEmpty() || QDir(path).exists(); ++number)
        path = where + QStringLiteral("/evidence-%1").arg(number);
    const auto finding =
        broken ? std::string(codeText(broken->code)) + "\n" + broken->detail + "\n" : "no fault found\n";
    auto done = writeLogFile(path + QStringLiteral("/finding.txt"), QByteArray::fromStdString(finding));
    if (done)
        done = trustLog.saveEvidence(path);
    if (done)
        done = auditLog.saveEvidence(path);
    if (!done)
        return tl::unexpected(done.error());
    return path;
}

QCoro::Task<Result<void>> LogFollower::Private::advanceOnce()
{
    const auto keep = shared_from_this();
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
        co_await QCoro::sleepFor(betweenTries);
        if (gone())
            co_return fail(ErrorCode::Cancelled);
    }
    co_return Result<void>{};
}

QCoro::Task<Result<void>> LogFollower::Private::checkSeen(wire::Seen seen)
{
    const auto keep = shared_from_this();
    if (broken)
        co_return tl::unexpected(*broken);
    if (covered.contains(keyOf(seen)))
        co_return Result<void>{};
    auto done = co_await reach(seen.trust.size, seen.audit.size);
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
}

LogFollower::~LogFollower() = default;

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

QCoro::Task<Result<void>> LogFollower::checkEntries(std::vector<wire::PlacedEntry> entries)
{
    return d->checkEntries(std::move(entries));
}

const trust::TrustState& LogFollower::trust() const
{
    return d->trust;
}

const std::optional<Error>& LogFollower::broken() const
{
    return d->broken;
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

Result<QString> LogFollower::saveEvidence(const QString& folder) const
{
    return d->saveEvidence(folder);
}

} // namespace countersign::client
