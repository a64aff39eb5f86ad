#include "client/SealedFiles.h"
#include "client/Strings.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>

/// Where sealed files lie, and which openings are yet to be told: what outlives the console.
namespace countersign::client {

namespace {

// A refusal that tells nothing of the other reports. It is no reason to forget this one, for whoever rules
// the server could have it so, and one restored from a backup may not know what was allowed: it stays.
bool isOfThisReport(ErrorCode code)
{
    return code == ErrorCode::Conflict || code == ErrorCode::NotFound || code == ErrorCode::NotOpen;
}

ToldAct actOf(const SealedState::Report& report, const PersonId& person, std::uint64_t index)
{
    return {index,
            "download.unsealed",
            report.file.text(),
            person,
            {{"allowed", std::to_string(report.body.allowed)}, {"opened", timeText(report.body.opened)}}};
}

} // namespace

QString SealedFiles::stateFile() const
{
    return m_stateFolder + QStringLiteral("/sealed-%1.json").arg(qt(m_session.me().person.text()));
}

Result<void> SealedFiles::change(const std::function<void(SealedState&)>& how) const
{
    auto state = readSealedState(stateFile());
    if (!state)
        return tl::unexpected(state.error());
    how(*state);
    return writeSealedState(stateFile(), *state);
}

Result<void> SealedFiles::remember(const QString& folder)
{
    const auto text = QDir::cleanPath(folder).toStdString();
    auto saved = change([&](SealedState& state) {
        auto& folders = state.folders;
        if (std::find(folders.begin(), folders.end(), text) == folders.end())
            folders.push_back(text);
    });
    emit changed();
    return saved;
}

std::vector<SealedFiles::Group> SealedFiles::groups() const
{
    std::vector<Group> groups;
    const auto kept = readSealedState(stateFile()).value_or(SealedState());
    const auto& server = m_connection.profile().server;
    for (const auto& text : kept.folders) {
        const QDir folder(qt(text));
        for (const auto& name :
             folder.entryList({QStringLiteral("*.sealed.json")}, QDir::Files, QDir::Name)) {
            auto note = readSealedNote(folder.filePath(name));
            // A copy under another name would have its file opened twice.
            if (!note || qt(sealedNoteName(note->file.name)) != name ||
                note->person != m_session.me().person || note->server != server ||
                !QFileInfo(folder.filePath(qt(sealedName(note->file.name)))).isFile())
                continue;
            const bool opened = QFileInfo(folder.filePath(qt(note->file.name))).isFile();
            const auto known = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
                return group.folder == folder.path() && group.release == note->release;
            });
            auto& group = known != groups.end()
                              ? *known
                              : groups.emplace_back(Group{folder.path(), note->job, note->release, {}});
            group.files.push_back({std::move(*note), opened});
        }
    }
    return groups;
}

Result<int> SealedFiles::unreported() const
{
    return readSealedState(stateFile()).map([](const SealedState& state) {
        return static_cast<int>(state.reports.size());
    });
}

void SealedFiles::tellUnreported()
{
    detach(m_reporting([this] { return report(); }));
}

QCoro::Task<Result<void>> SealedFiles::report()
{
    const QPointer self(this);
    const auto me = m_session.me().person;
    if (!isSignedIn(me))
        co_return fail(ErrorCode::SessionEnded);
    const auto kept = readSealedState(stateFile()).value_or(SealedState());
    std::map<Digest, Taken> taken; // by release
    for (const auto& one : kept.reports) {
        if (m_unsealing)
            break; // its own is not yet to be told
        const QString path = QStringLiteral("/v1/files/") + qt(one.file.text()) + QStringLiteral("/openings");
        const auto told = co_await m_connection.post<wire::Done>(path, one.body);
        if (!self || !isSignedIn(me))
            co_return fail(ErrorCode::Cancelled);
        if (!told && !isOfThisReport(told.error().code))
            break;
        if (!told)
            continue;
        auto& ofRelease = taken[one.body.release];
        ofRelease.reports.push_back(one);
        ofRelease.acts.push_back(actOf(one, me, told->auditIndex));
    }
    for (auto& [release, ofRelease] : taken) {
        co_await settle(release, std::move(ofRelease));
        if (!self)
            co_return fail(ErrorCode::Cancelled);
    }
    emit changed();
    co_return Result<void>{};
}

// Only what the log is proved to hold is told: that the server says so is its word alone.
QCoro::Task<void> SealedFiles::settle(Digest release, Taken taken)
{
    const QPointer self(this);
    const auto me = m_session.me().person;
    if (!jobOf(release)) {
        std::ignore = co_await m_book.refresh();
        if (!self)
            co_return;
    }
    const auto job = jobOf(release);
    if (!job)
        co_return;
    const auto held = co_await m_trail.holds(*job, std::move(taken.acts));
    if (!self || !isSignedIn(me) || !held)
        co_return;
    for (std::size_t i = 0; i < held->size(); ++i)
        if (held->at(i) && !forget(taken.reports.at(i)))
            co_return;
}

bool SealedFiles::isSignedIn(const PersonId& person) const
{
    return m_session.state() == Session::State::SignedIn && m_session.me().person == person;
}

std::optional<JobId> SealedFiles::jobOf(const Digest& release) const
{
    const auto& exports = m_book.exports();
    const auto found = std::find_if(exports.begin(), exports.end(), [&](const ExportView& view) {
        return !view.fault && view.releaseDigest == release;
    });
    return found == exports.end() ? std::nullopt : std::optional(found->job);
}

// That one alone: whatever else was written down tells of an opening of its own.
Result<void> SealedFiles::forget(const SealedState::Report& report) const
{
    return change([&](SealedState& state) {
        auto& reports = state.reports;
        const auto last = std::find_if(reports.rbegin(), reports.rend(),
                                       [&](const auto& one) { return one.sameAs(report); });
        if (last != reports.rend())
            reports.erase(std::prev(last.base()));
    });
}

} // namespace countersign::client
