#include "client/LogFiles.h"
#include "client/LogFollowerPrivate.h"
#include "wire/Codec.h"

#include <QDir>
#include <QFile>

/// What is done when the trust in a log breaks: both sides saved, where they part looked for, and all of it
/// remembered until somebody looked.
namespace countersign::client {

namespace {

struct BreakNote
{
    std::string code;
    std::string about;
    std::string detail;
    std::string evidence;
};
template <typename V>
void fields(V& v, BreakNote& m)
{
    v("code", m.code);
    v("about", m.about);
    v("detail", m.detail);
    v("evidence", m.evidence);
}

QString noteFile(const QString& folder)
{
    return folder + QStringLiteral("/broken.json");
}

QString freshFolder(const QString& where)
{
    QString path;
    for (int number = 1; path.isEmpty() || QDir(path).exists(); ++number)
        path = where + QStringLiteral("/evidence-%1").arg(number);
    return path;
}

} // namespace

void LogFollower::Private::recallBreak()
{
    const auto file = noteFile(folder);
    if (!QFile::exists(file))
        return;
    // What can't be read any more was a break all the same.
    const auto bytes = readLogFile(file);
    const auto note = bytes ? wire::decode<BreakNote>(textOf(*bytes)) : tl::unexpected(bytes.error());
    const auto known = note ? codeFromText(note->code) : ErrorCode::LogInconsistent;
    broken = Error{known, note ? note->detail : "in an earlier run"};
    broken->about = note ? note->about : std::string();
    evidence = note ? QString::fromStdString(note->evidence) : QString();
    if (evidence.isEmpty())
        return;
    trustLog.recallEvidence(evidence);
    auditLog.recallEvidence(evidence);
    detach(findDifference(Evidence::LeaveAsItIs));
}

Result<void> LogFollower::Private::forgetBreak()
{
    QFile file(noteFile(folder));
    if (file.exists() && !file.remove())
        return fail(ErrorCode::FileAccess, file.fileName().toStdString());
    return {};
}

// What a contact under way proves and moves is settled first: it would go on in the midst of what is new.
QCoro::Task<Result<void>> LogFollower::Private::goOn()
{
    const auto keep = shared_from_this();
    const auto nothing = []() -> QCoro::Task<Result<void>> { co_return Result<void>{}; };
    while (run.running() && !gone())
        static_cast<void>(co_await run(nothing));
    if (gone())
        co_return fail(ErrorCode::Cancelled);
    auto done = startAnew();
    co_return done;
}

Result<void> LogFollower::Private::startAnew()
{
    if (!broken)
        return {};
    for (auto* log : {&trustLog, &auditLog}) { // which a recovery that failed may have moved
        if (!log->met())
            continue;
        const auto verifier = log->view().verifier();
        if (auto done = log->meet(verifier); !done)
            return done;
    }
    if (auto done = forgetBreak(); !done)
        return done;
    broken.reset();
    difference.reset();
    evidence.clear();
    recovered = false;
    anew = true;
    // It may have been replayed from what broke the trust: nothing is known before the next contact.
    trust = trust::TrustState(connection->profile().root);
    covered.clear();
    authorsSaw.clear();
    emit owner->brokenChanged();
    detach(owner->advance());
    return {};
}

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
    // At once: nobody knows whether this program still runs when somebody looks. The note first: copying all
    // that there is takes a while.
    evidence = freshFolder(folder);
    noteBreak();
    if (!writeEvidence(evidence)) {
        evidence.clear();
        noteBreak();
    }
    const auto keep = shared_from_this();
    emit owner->brokenChanged();
    detach(findDifference(Evidence::Add));
}

FollowedLog* LogFollower::Private::inDoubt()
{
    if (!broken)
        return nullptr;
    return broken->about == "trust" ? &trustLog : broken->about == "audit" ? &auditLog : nullptr;
}

QCoro::Task<void> LogFollower::Private::findDifference(Evidence then)
{
    const auto keep = shared_from_this();
    auto* log = inDoubt();
    if (!log || gone())
        co_return;
    auto found = co_await log->findDifference();
    if (gone() || !broken || inDoubt() != log)
        co_return;
    difference = std::move(found);
    if (!evidence.isEmpty() && then == Evidence::Add)
        static_cast<void>(writeEvidence(evidence));
    if (difference)
        emit owner->differenceFound();
}

void LogFollower::Private::noteBreak() const
{
    // Another root than the profile's is the profile's fault, perhaps, which can be mended.
    if (!codeText(broken->code).starts_with("log-"))
        return;
    const BreakNote note{std::string(codeText(broken->code)), broken->about, broken->detail,
                         evidence.toStdString()};
    static_cast<void>(writeLogFile(noteFile(folder), QByteArray::fromStdString(wire::encode(note))));
}

Result<QString> LogFollower::Private::saveEvidence(const QString& where) const
{
    const auto path = freshFolder(where);
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
