#include "client/SealedFiles.h"

#include "client/Destination.h"
#include "client/KeyStore.h"
#include "client/PersonKeys.h"
#include "client/Strings.h"
#include "crypto/Jwe.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>

namespace countersign::client {

namespace {

constexpr int progressEvery = 100; // ms

bool same(const wire::ReleaseFile& a, const wire::ReleaseFile& b)
{
    return a.id == b.id && a.name == b.name && a.length == b.length && a.sha256 == b.sha256;
}

// What the note says of itself is worth nothing: the file must be one that people released.
Result<void> checkReleased(const ExportView& view, const SealedNote& note)
{
    if (!view.releaseDigest || *view.releaseDigest != note.release || view.requestDigest != note.request)
        return fail(ErrorCode::OtherSubject, "the note names another release");
    const auto& files = view.release->files;
    if (std::none_of(files.begin(), files.end(), [&](const auto& file) { return same(file, note.file); }))
        return fail(ErrorCode::DigestMismatch, "the note tells of another file than was released");
    return {};
}

// Request, decisions and release, as they stand now; until when it might be fetched is no matter any more.
Result<void> checkNow(const ExportView& view, const trust::TrustState& state, const PersonId& me, Time now)
{
    if (view.fault)
        return tl::unexpected(*view.fault);
    if (!view.release || !view.releaseDigest)
        return fail(ErrorCode::ApprovalMissing, "not released");
    const auto report = trust::checkChain(state, view.claimed, std::nullopt, now);
    if (!report.holds())
        return tl::unexpected(
            report.firstFault().value_or(Error{ErrorCode::ApprovalMissing, "the chain is incomplete"}));
    const auto& fetchers = view.release->fetchers;
    if (std::none_of(fetchers.begin(), fetchers.end(), [&](const auto& one) { return one.person == me; }))
        return fail(ErrorCode::NotRecipient, "the release does not name this person");
    return {};
}

} // namespace

struct SealedFiles::Checked
{
    PersonId person;
    ExportView view;
};

SealedFiles::SealedFiles(Connection& connection, Session& session, LogFollower& log, ExportBook& book,
                         KeyStore& keyStore, QString stateFolder, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_connection(connection),
      m_session(session),
      m_log(log),
      m_book(book),
      m_keyStore(keyStore),
      m_stateFolder(std::move(stateFolder)),
      m_clock(clock),
      m_trail(m_connection, m_log, m_book)
{
    m_tick.setInterval(progressEvery);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!m_progress || !m_unsealing)
            return;
        m_progress->bytes = m_unsealing->bytes;
        emit progressed();
    });
    connect(&m_session, &Session::stateChanged, this, [this] {
        if (m_session.state() == Session::State::SignedIn)
            tellUnreported(); // the next contact
        else
            cancel();
        emit changed();
    });
}

SealedFiles::~SealedFiles()
{
    cancel();
}

void SealedFiles::cancel()
{
    if (m_unsealing)
        m_unsealing->cancelled = true;
}

QCoro::Task<Result<SealedFiles::Checked>> SealedFiles::check(Group group)
{
    const QPointer self(this);
    const auto me = m_session.me().person;
    auto fresh = co_await m_book.refresh(group.job);
    if (!self || !isSignedIn(me))
        co_return fail(ErrorCode::Cancelled);
    if (!fresh)
        co_return tl::unexpected(fresh.error());
    if (m_log.broken())
        co_return tl::unexpected(*m_log.broken());
    const auto* view = m_book.find(group.job);
    if (!view)
        co_return fail(ErrorCode::NotFound, group.job.text());
    if (auto stands = checkNow(*view, m_log.trust(), me, m_clock.now()); !stands)
        co_return tl::unexpected(stands.error());
    for (const auto& file : group.files)
        if (auto released = checkReleased(*view, file.note); !released)
            co_return tl::unexpected(released.error());
    co_return Checked{me, *view};
}

QCoro::Task<Result<int>> SealedFiles::open(Group group, std::vector<FileId> files, QString to, Secret code)
{
    const QPointer self(this);
    std::erase_if(group.files, [&](const File& file) {
        return std::find(files.begin(), files.end(), file.note.file.id) == files.end();
    });
    if (const auto known = unreported(); !known)
        co_return tl::unexpected(known.error());
    auto checked = co_await check(group);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (!checked)
        co_return tl::unexpected(checked.error());
    std::vector<wire::ReleaseFile> released;
    for (const auto& file : group.files)
        released.push_back(file.note.file);
    const auto made = prepareDestination(to, released);
    if (!made)
        co_return tl::unexpected(made.error());
    wire::OpeningAsk message;
    message.release = group.release;
    message.code = std::move(code);
    const QString path = QStringLiteral("/v1/openings");
    const auto allowed = co_await m_connection.post<wire::Done>(path, message);
    if (!self || !allowed) {
        removeEmpty(*made);
        co_return self ? tl::unexpected(allowed.error()) : fail(ErrorCode::Cancelled);
    }
    Result<void> done;
    int count = 0;
    m_tick.start();
    for (const auto& file : group.files) {
        tell(shownText(file.note.file.name), count, static_cast<int>(group.files.size()),
             static_cast<std::uint64_t>(
                 QFileInfo(QDir(group.folder).filePath(qt(sealedName(file.note.file.name)))).size()));
        done = co_await openOne(file.note, *checked, group.folder, to, allowed->auditIndex);
        if (!self)
            co_return fail(ErrorCode::Cancelled);
        if (!done)
            break;
        ++count;
    }
    m_tick.stop();
    m_progress.reset();
    emit progressed();
    emit changed();
    tellUnreported();
    if (!done) {
        removeEmpty(*made);
        co_return tl::unexpected(done.error());
    }
    co_return count;
}

// The report is written down first: whatever ends this console meanwhile, no opening stays untold.
QCoro::Task<Result<void>> SealedFiles::openOne(SealedNote note, const Checked& checked, QString from,
                                               QString to, std::uint64_t allowed)
{
    const QPointer self(this);
    const auto encryption =
        co_await PersonKeys::loadEncryption(m_keyStore, note.server, note.person, note.key);
    if (!self || !isSignedIn(checked.person))
        co_return fail(ErrorCode::Cancelled);
    if (m_log.broken()) // meanwhile: a name says that approvals and log hold
        co_return tl::unexpected(*m_log.broken());
    if (!encryption)
        co_return tl::unexpected(encryption.error());
    auto key = crypto::openFileKey(note.wrappedKey, *encryption, note.file.id, note.release);
    if (!key)
        co_return tl::unexpected(key.error());
    const SealedState::Report report{note.file.id, {note.release, allowed, m_clock.now()}};
    if (auto saved = change([&](SealedState& state) { state.reports.push_back(report); }); !saved)
        co_return saved;
    const auto unsealing = std::make_shared<Unsealing>();
    m_unsealing = unsealing;
    auto work = [=, key = std::move(*key), file = note.file, request = note.request] {
        return openSealedFile(from, to, file, request, key, *unsealing);
    };
    const auto opened = co_await OnWorker<decltype(work)>(std::move(work));
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    m_unsealing.reset();
    if (opened)
        co_return Result<void>{};
    // Nothing was opened, so there is nothing to tell; unless another person's state is loaded by now.
    if (m_session.me().person == checked.person)
        if (auto saved = forget(report); !saved)
            co_return saved;
    co_return tl::unexpected(opened.error());
}

void SealedFiles::tell(QString name, int done, int files, std::uint64_t length)
{
    m_progress = Progress{std::move(name), done, files, 0, length};
    emit progressed();
}

} // namespace countersign::client
