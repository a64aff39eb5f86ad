#include "client/WholeTrail.h"

#include "client/AuditBundles.h"
#include "client/WholeTrailRun.h"

namespace countersign::client {

namespace {

std::string originOf(const trust::TrustState& state)
{
    const auto verifier = crypto::NoteVerifier::fromText(state.logKeys().back().audit);
    return verifier ? verifier->name() : std::string();
}

} // namespace

void WholeTrail::Run::tell(std::uint64_t done)
{
    if (over())
        return;
    owner->m_progress = {done, end - first, check ? check->soFar().signatures : 0};
    emit owner->progressed();
}

QCoro::Task<Result<WholeTrailReport>> WholeTrail::Run::go(TrailExtent extent)
{
    const auto keep = shared_from_this();
    report.begun = owner->m_clock.now();
    auto done = co_await start(std::move(extent));
    if (done)
        done = co_await checkEntries();
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (!done)
        co_return tl::unexpected(done.error());
    auto work = [keep] { return keep->check->finish(); };
    auto found = co_await OnWorker<decltype(work)>(std::move(work));
    if (over())
        co_return fail(ErrorCode::Cancelled);
    report.found = std::move(found);
    report.end = end;
    report.ended = owner->m_clock.now();
    co_return std::move(report);
}

QCoro::Task<Result<void>> WholeTrail::Run::start(TrailExtent extent)
{
    auto done = co_await log->advance();
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (!done)
        co_return done;
    const auto seen = log->seen();
    if (!seen)
        co_return fail(ErrorCode::RootMissing, "nothing was verified yet");
    report.audit = seen->audit;
    report.server = connection->profile().server;
    report.root = *connection->profile().root;
    report.log = originOf(log->trust());
    done = co_await settle(std::move(extent));
    if (!done)
        co_return done;
    tell(0);
    done = co_await readTrust();
    co_return done;
}

QCoro::Task<Result<void>> WholeTrail::Run::checkEntries()
{
    auto from = first;
    auto next = auditEntries(connection, from, sliceEnd(from), report.audit.size);
    while (from < end) {
        auto lines = co_await next;
        if (over())
            co_return fail(ErrorCode::Cancelled);
        if (!lines)
            co_return tl::unexpected(lines.error());
        const auto behind = from + lines->size();
        if (behind < end) // comes while these are checked
            next = auditEntries(connection, behind, sliceEnd(behind), report.audit.size);
        auto done = co_await checkSlice(from, std::move(*lines));
        if (!done)
            co_return done;
        from = behind;
        tell(from - first);
    }
    co_return Result<void>{};
}

QCoro::Task<Result<void>> WholeTrail::Run::checkSlice(std::uint64_t from, Lines given)
{
    const auto keep = shared_from_this();
    auto done = co_await log->checkEntries(placed(from, given));
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (!done)
        co_return done;
    const auto lines = std::make_shared<const Lines>(std::move(given));
    auto look = [keep, from, lines] {
        auto wants = keep->check->wants(*lines);
        if (wants.none())
            keep->check->take(from, *lines);
        return wants;
    };
    auto wants = co_await OnWorker<decltype(look)>(std::move(look));
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (wants.none())
        co_return Result<void>{};
    done = co_await named->fetch(std::move(wants.statements));
    if (done)
        done = co_await named->fetchReceipts(std::move(wants.receiptsOf));
    while (done && !over() && named->hasFresh())
        done = co_await named->holdAgainst(log);
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (!done)
        co_return done;
    auto take = [keep, from, lines] {
        keep->check->take(from, *lines);
        return true;
    };
    co_await OnWorker<decltype(take)>(std::move(take));
    co_return over() ? Result<void>(fail(ErrorCode::Cancelled)) : Result<void>{};
}

WholeTrail::WholeTrail(Connection& connection, LogFollower& log, const Clock& clock, QObject* parent)
    : QObject(parent), m_connection(connection), m_log(log), m_clock(clock)
{
}

WholeTrail::~WholeTrail()
{
    cancel();
}

QCoro::Task<Result<WholeTrailReport>> WholeTrail::check(TrailExtent extent)
{
    const QPointer self(this);
    cancel();
    const auto run = std::make_shared<Run>(*this);
    m_run = run;
    m_progress = {};
    auto report = co_await run->go(std::move(extent));
    if (self && m_run == run)
        m_run.reset();
    co_return report;
}

void WholeTrail::cancel()
{
    if (m_run)
        m_run->cancelled = true;
    m_run.reset();
}

} // namespace countersign::client
