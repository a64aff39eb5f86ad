#include "client/ExportBook.h"

#include "client/PersonKeys.h"
#include "client/SeenHeads.h"

#include <algorithm>

#include <QPointer>

namespace countersign::client {

namespace {

constexpr std::chrono::milliseconds burst{150}; // of events that are answered by one call
constexpr std::size_t singly = 4;               // more changed jobs than that are fetched as the list

} // namespace

ExportBook::ExportBook(Connection& connection, Session& session, LogFollower& log, const Clock& clock,
                       QObject* parent)
    : QObject(parent), m_connection(connection), m_session(session), m_log(log), m_clock(clock)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(burst);
    connect(&m_soon, &QTimer::timeout, this, [this] { detach(catchUp()); });
    // A key or role may have ended, or a withdrawal entered, without an event about the job.
    connect(&m_log, &LogFollower::advanced, this, [this] {
        if (m_log.trust().size() != m_trustSize)
            rebuild();
    });
}

ExportBook::~ExportBook() = default;

QCoro::Task<Result<void>> ExportBook::refresh()
{
    return load(Connection::Activity::Person);
}

QCoro::Task<Result<void>> ExportBook::refresh(JobId job)
{
    return load(std::move(job), Connection::Activity::Person);
}

void ExportBook::follow(const QString& job, quint64 revision)
{
    const JobId id(job.toStdString());
    const auto* known = find(id);
    if (known && known->revision >= revision)
        return;
    m_changed[id] = revision;
    if (!m_soon.isActive())
        m_soon.start();
}

void ExportBook::followAll()
{
    m_allChanged = true;
    if (!m_soon.isActive())
        m_soon.start();
}

QCoro::Task<void> ExportBook::catchUp()
{
    const QPointer<ExportBook> self(this);
    const auto changedJobs = std::exchange(m_changed, {});
    Result<void> done;
    if (std::exchange(m_allChanged, false) || changedJobs.size() > singly) {
        done = co_await load(Connection::Activity::Background);
    } else {
        for (const auto& job : changedJobs) {
            const JobId id = job.first;
            done = co_await load(id, Connection::Activity::Background);
            if (!self || (!done && done.error().code != ErrorCode::NotFound))
                break;
            done = Result<void>{}; // one that this person may no longer see is left out, quietly
        }
    }
    if (!self || done)
        co_return;
    const auto code = done.error().code;
    if (code != ErrorCode::Cancelled && code != ErrorCode::RoleMissing) // not everybody sees exports
        emit failed(qt(codeText(code)));
}

QCoro::Task<Result<void>> ExportBook::load(Connection::Activity activity)
{
    const auto fetch = [this, activity]() -> QCoro::Task<Result<void>> { return loadOnce(activity); };
    return m_loading(fetch);
}

QCoro::Task<Result<void>> ExportBook::loadOnce(Connection::Activity activity)
{
    const QPointer<ExportBook> self(this);
    const int generation = m_generation;
    const QString path = QStringLiteral("/v1/jobs");
    auto answer = co_await m_connection.get<wire::Jobs>(path, activity);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto reached = co_await reachPlaces(answer->jobs);
    if (!reached)
        co_return reached;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    std::map<JobId, Known> fresh;
    for (auto& job : answer->jobs) {
        const JobId id = job.id;
        auto one = co_await known(std::move(job));
        if (!one)
            co_return tl::unexpected(one.error());
        if (!self)
            co_return fail(ErrorCode::Cancelled);
        fresh.insert_or_assign(id, std::move(*one));
    }
    if (!self || generation != m_generation)
        co_return fail(ErrorCode::Cancelled);
    for (auto& [id, one] : fresh)
        if (const auto before = m_known.find(id);
            before != m_known.end() && before->second.job.revision > one.job.revision)
            one = std::move(before->second); // overtaken by a later answer about this job alone
    m_known = std::move(fresh);
    m_loaded = true;
    rebuild();
    co_return Result<void>{};
}

QCoro::Task<Result<void>> ExportBook::load(JobId job, Connection::Activity activity)
{
    const QPointer<ExportBook> self(this);
    const int generation = m_generation;
    const QString path = QStringLiteral("/v1/jobs/") + qt(job.text());
    auto answer = co_await m_connection.get<wire::Job>(path, activity);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (answer->id != job)
        co_return fail(ErrorCode::Internal, "the server answered for another export");
    auto reached = co_await reachPlaces(std::vector<wire::Job>(1, *answer));
    if (!reached)
        co_return reached;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    auto one = co_await known(std::move(*answer));
    if (!one)
        co_return tl::unexpected(one.error());
    if (!self || generation != m_generation)
        co_return fail(ErrorCode::Cancelled);
    const auto before = m_known.find(job);
    if (before == m_known.end() || before->second.job.revision <= one->job.revision)
        put(std::move(*one));
    co_return Result<void>{};
}

// What the server says entered the log is looked for there. What it does not publish in time has no place,
// which the view of that export tells.
QCoro::Task<Result<void>> ExportBook::reachPlaces(std::vector<wire::Job> jobs)
{
    const QPointer<ExportBook> self(this);
    std::uint64_t needed = 0;
    for (const auto& job : jobs)
        needed = std::max(needed, placesNeeded(job));
    auto done = co_await m_log.advance();
    if (!done)
        co_return done;
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    done = co_await m_log.reach(needed, 0);
    if (self && !done && done.error().code == ErrorCode::LogIncomplete && !m_log.broken())
        co_return Result<void>{};
    co_return done;
}

QCoro::Task<Result<ExportBook::Known>> ExportBook::known(wire::Job job)
{
    const QPointer<ExportBook> self(this);
    Known one;
    const auto heads = seenHeads(job, m_log.trust());
    one.job = std::move(job);
    for (const auto& head : heads) {
        auto done = co_await m_log.checkSeen(head);
        if (!self)
            co_return fail(ErrorCode::Cancelled);
        if (done)
            continue;
        if (m_log.broken() || done.error().code != ErrorCode::LogHidden)
            co_return tl::unexpected(done.error());
        one.fault = done.error();
    }
    co_return one;
}

ExportView ExportBook::viewOfKnown(const Known& known) const
{
    std::optional<KeyThumbprint> key;
    if (const auto* keys = m_session.keys())
        key = keys->encryption.thumbprint();
    auto view = viewOf(known.job, m_log.trust(), m_session.me().person, key, m_clock.now());
    if (known.fault && !view.fault) {
        view.requestGate.whyNotMe = known.fault;
        view.releaseGate.whyNotMe = known.fault;
        view.fault = known.fault;
    }
    return view;
}

void ExportBook::rebuild()
{
    m_trustSize = m_log.trust().size();
    m_exports.clear();
    for (const auto& [id, one] : m_known)
        m_exports.push_back(viewOfKnown(one));
    sort();
    emit changed({});
}

void ExportBook::sort()
{
    std::sort(m_exports.begin(), m_exports.end(), [](const ExportView& a, const ExportView& b) {
        const auto ofA = a.requestSignature.entered;
        const auto ofB = b.requestSignature.entered;
        return ofA == ofB ? a.job < b.job : ofA > ofB;
    });
}

void ExportBook::put(Known known)
{
    const JobId id = known.job.id;
    auto view = viewOfKnown(known);
    m_known.insert_or_assign(id, std::move(known));
    const auto found = std::find_if(m_exports.begin(), m_exports.end(),
                                    [&](const ExportView& other) { return other.job == id; });
    if (found == m_exports.end())
        m_exports.push_back(std::move(view));
    else
        *found = std::move(view);
    sort();
    emit changed(qt(id.text()));
}

const ExportView* ExportBook::find(const JobId& job) const
{
    const auto found = std::find_if(m_exports.begin(), m_exports.end(),
                                    [&](const ExportView& view) { return view.job == job; });
    return found == m_exports.end() ? nullptr : &*found;
}

std::vector<const ExportView*> ExportBook::waitingForMe() const
{
    std::vector<const ExportView*> waiting;
    for (const auto& view : m_exports)
        if (view.waitsForMe())
            waiting.push_back(&view);
    std::sort(waiting.begin(), waiting.end(), [](const ExportView* a, const ExportView* b) {
        if (a->request.sensitivity != b->request.sensitivity)
            return a->request.sensitivity > b->request.sensitivity;
        return a->since == b->since ? a->job < b->job : a->since < b->since;
    });
    return waiting;
}

void ExportBook::clear()
{
    ++m_generation;
    m_soon.stop();
    m_changed.clear();
    m_allChanged = false;
    m_known.clear();
    m_exports.clear();
    m_loaded = false;
    emit changed({});
}

} // namespace countersign::client
