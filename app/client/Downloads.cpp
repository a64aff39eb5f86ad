#include "client/Downloads.h"

#include "client/Destination.h"
#include "client/PersonKeys.h"
#include "client/SealedFile.h"
#include "crypto/StreamingSeal.h"

#include <algorithm>
#include <set>

namespace countersign::client {

namespace {

// Whether files are left that not as many have receipted as are to fetch them.
bool isUnfetched(const ExportView& view)
{
    const auto& release = *view.release;
    const auto wanted = std::min<std::size_t>(release.fetchers.size(),
                                              static_cast<std::size_t>(std::max(release.downloads, 1)));
    return std::any_of(release.files.begin(), release.files.end(), [&](const wire::ReleaseFile& file) {
        const auto found = std::find_if(view.receipts.begin(), view.receipts.end(),
                                        [&](const auto& receipts) { return receipts.file == file.id; });
        return found == view.receipts.end() || found->receipts < static_cast<int>(wanted);
    });
}

bool names(const std::vector<wire::Fetcher>& fetchers, const PersonId& person)
{
    return std::any_of(fetchers.begin(), fetchers.end(),
                       [&](const wire::Fetcher& fetcher) { return fetcher.person == person; });
}

// The six links once more, from the signed bytes, at this moment and for this very key.
Result<void> checkNow(const ExportView& view, const trust::TrustState& state, const wire::Fetcher& me,
                      Time now)
{
    if (view.fault)
        return tl::unexpected(*view.fault);
    if (!view.release || !view.releaseDigest)
        return fail(ErrorCode::ApprovalMissing, "not yet released");
    const auto report = trust::checkChain(state, view.claimed, me, now);
    if (!report.holds())
        return tl::unexpected(
            report.firstFault().value_or(Error{ErrorCode::ApprovalMissing, "the chain is incomplete"}));
    // What was checked is what will be fetched.
    if (view.claimed.release.empty() || view.claimed.request.empty() ||
        view.claimed.release.front().payloadDigest() != *view.releaseDigest ||
        view.claimed.request.front().payloadDigest() != view.requestDigest)
        return fail(ErrorCode::Internal, "the view is of another release");
    return {};
}

// Under the names that will lie there.
std::vector<wire::ReleaseFile> namesToWrite(const wire::ReleaseBody& release, Retrieval::Keep keep)
{
    auto files = release.files;
    if (keep == Retrieval::Keep::Sealed)
        for (auto& file : files) {
            file.length = crypto::streaming::sealedLength(file.length);
            file.name = sealedName(file.name);
        }
    return files;
}

} // namespace

Downloads::Downloads(Connection& connection, Session& session, LogFollower& log, ExportBook& book,
                     const Clock& clock, QObject* parent)
    : QObject(parent),
      m_connection(connection),
      m_session(session),
      m_log(log),
      m_book(book),
      m_clock(clock),
      m_trail(connection, log, book)
{
    connect(&m_session, &Session::stateChanged, this, [this] {
        if (m_session.state() != Session::State::SignedIn)
            return;
        for (const auto& retrieval : m_retrievals)
            if (retrieval->receiptsMissing().value_or(0) > 0)
                detach(lookForReceipts(retrieval.get()));
    });
}

Downloads::~Downloads() = default;

std::vector<const ExportView*> Downloads::available() const
{
    std::vector<const ExportView*> found;
    for (const auto& view : m_book.exports()) {
        const bool released =
            view.state == wire::JobState::Released || view.state == wire::JobState::Retrieved;
        if (released && view.release && names(view.release->fetchers, m_session.me().person) &&
            m_clock.now() < view.release->ends && isUnfetched(view) && !isUnderWay(view))
            found.push_back(&view);
    }
    return found;
}

// Being fetched, or fetched, by this console.
bool Downloads::isUnderWay(const ExportView& view) const
{
    return std::any_of(m_retrievals.begin(), m_retrievals.end(), [&](const auto& retrieval) {
        return retrieval->exportView().releaseDigest == view.releaseDigest &&
               retrieval->state() != Retrieval::State::Failed && !retrieval->needsCode();
    });
}

// Begun by this console, and stopped until there is a new code.
Retrieval* Downloads::unfinished(const ExportView& view) const
{
    const auto found = std::find_if(m_retrievals.begin(), m_retrievals.end(), [&](const auto& retrieval) {
        return retrieval->exportView().releaseDigest == view.releaseDigest && retrieval->needsCode();
    });
    return found == m_retrievals.end() ? nullptr : found->get();
}

// After the code was sent.
Result<void> Downloads::mayGoOn(const QPointer<Downloads>& self, int generation,
                                const Result<wire::Retrieval>& opened)
{
    if (!self || generation != self->m_generation)
        return fail(ErrorCode::Cancelled);
    if (!opened)
        return tl::unexpected(opened.error());
    if (self->m_log.broken()) // meanwhile
        return tl::unexpected(*self->m_log.broken());
    return {};
}

QCoro::Task<Result<Retrieval*>> Downloads::begin(JobId job, QString folder, Secret code, Retrieval::Keep keep)
{
    const QPointer<Downloads> self(this);
    const int generation = m_generation;
    // Advances the log, checks the tree heads that authors saw, and builds the view from signed bytes.
    auto fresh = co_await m_book.refresh(job);
    if (!self || generation != m_generation)
        co_return fail(ErrorCode::Cancelled);
    if (!fresh)
        co_return tl::unexpected(fresh.error());
    if (m_log.broken())
        co_return tl::unexpected(*m_log.broken());
    const auto* keys = m_session.keys();
    if (!keys)
        co_return tl::unexpected(m_session.whyNoKeys());
    const auto* found = m_book.find(job);
    if (!found)
        co_return fail(ErrorCode::NotFound);
    ExportView view = *found;
    const wire::Fetcher me{m_session.me().person, keys->encryption.thumbprint()};
    auto checked = checkNow(view, m_log.trust(), me, m_clock.now());
    if (!checked)
        co_return tl::unexpected(checked.error());
    Result<QStringList> made;
    if (!unfinished(view))
        made = prepareDestination(folder, namesToWrite(*view.release, keep));
    if (!made)
        co_return tl::unexpected(made.error());

    wire::RetrievalOpen message;
    message.release = *view.releaseDigest;
    message.code = std::move(code);
    const QString path = QStringLiteral("/v1/retrievals");
    auto opened = co_await m_connection.post<wire::Retrieval>(path, message);
    if (auto goesOn = mayGoOn(self, generation, opened); !goesOn) {
        removeEmpty(*made);
        co_return tl::unexpected(goesOn.error());
    }
    if (auto* stopped = unfinished(view)) {
        stopped->reopen(*opened);
        co_return stopped;
    }
    m_retrievals.push_back(std::make_unique<Retrieval>(m_connection, m_session, m_log, std::move(view),
                                                       std::move(*opened), folder, keep));
    auto* retrieval = m_retrievals.back().get();
    connect(retrieval, &Retrieval::finished, this, [this, retrieval] { detach(lookForReceipts(retrieval)); });
    emit added(retrieval);
    retrieval->start();
    co_return retrieval;
}

// That the server took a receipt is its word alone until the log is proved to hold it.
QCoro::Task<void> Downloads::lookForReceipts(QPointer<Retrieval> retrieval)
{
    const QPointer<Downloads> self(this);
    std::vector<ToldAct> acts;
    std::vector<FileId> files; // of each act
    std::set<FileId> missing;
    for (const auto& file : retrieval->files())
        if (file.state == Retrieval::FileState::Verified) {
            missing.insert(file.file.id);
            acts.insert(acts.end(), file.receipts.begin(), file.receipts.end());
            files.resize(acts.size(), file.file.id);
        }
    if (!acts.empty()) {
        const JobId job = retrieval->exportView().job;
        const auto held = co_await m_trail.holds(job, std::move(acts));
        if (!self || !retrieval)
            co_return;
        for (std::size_t i = 0; held && i < files.size(); ++i)
            if (held->at(i))
                missing.erase(files.at(i));
    }
    retrieval->setReceiptsMissing(static_cast<int>(missing.size()));
}

void Downloads::clear()
{
    ++m_generation;
    m_retrievals.clear();
}

} // namespace countersign::client
