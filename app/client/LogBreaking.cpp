#include "client/LogFiles.h"
#include "client/LogFollowerPrivate.h"

#include <QDir>

/// What is done when the trust in a log breaks: both sides saved, and where they part looked for.
namespace countersign::client {

void LogFollower::Private::settle()
{
    trustLog.tiles().settle();
    auditLog.tiles().settle();
}

void LogFollower::Private::bringBack()
{
    trustLog.tiles().bringBack();
    auditLog.tiles().bringBack();
}

void LogFollower::Private::breakWith(const Error& error)
{
    if (broken)
        return;
    broken = error;
    recovered = false;
    // At once: nobody knows whether this program still runs when somebody looks.
    if (auto saved = saveEvidence(folder))
        evidence = *saved;
    const auto keep = shared_from_this();
    emit owner->brokenChanged();
    detach(findDifference());
}

FollowedLog* LogFollower::Private::inDoubt()
{
    if (!broken)
        return nullptr;
    return broken->about == "trust" ? &trustLog : broken->about == "audit" ? &auditLog : nullptr;
}

QCoro::Task<void> LogFollower::Private::findDifference()
{
    const auto keep = shared_from_this();
    auto* log = inDoubt();
    if (!log || gone())
        co_return;
    auto found = co_await log->findDifference();
    if (gone() || !broken || inDoubt() != log)
        co_return;
    difference = std::move(found);
    if (!evidence.isEmpty())
        static_cast<void>(writeEvidence(evidence));
    if (difference)
        emit owner->differenceFound();
}

Result<QString> LogFollower::Private::saveEvidence(const QString& where) const
{
    QString path;
    for (int number = 1; path.isEmpty() || QDir(path).exists(); ++number)
        path = where + QStringLiteral("/evidence-%1").arg(number);
    if (auto done = writeEvidence(path); !done)
        return tl::unexpected(done.error());
    return path;
}

Result<void> LogFollower::Private::writeEvidence(const QString& path) const
{
    auto finding =
        broken ? std::string(codeText(broken->code)) + "\n" + broken->detail + "\n" : "no fault found\n";
    if (difference)
        finding += findingOf(*difference) + "\n";
    auto done = writeLogFile(path + QStringLiteral("/finding.txt"), QByteArray::fromStdString(finding));
    if (done)
        done = trustLog.saveEvidence(path);
    if (done)
        done = auditLog.saveEvidence(path);
    return done;
}

} // namespace countersign::client
