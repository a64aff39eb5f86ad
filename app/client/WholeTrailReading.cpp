#include "client/AuditBundles.h"
#include "client/WholeTrailRun.h"

/// What a check begins with: which entries, and the trust log that they are held against.
namespace countersign::client {

namespace {
constexpr int trustReadings = 3;
} // namespace

std::vector<wire::PlacedEntry> WholeTrail::Run::placed(std::uint64_t first, const Lines& lines)
{
    std::vector<wire::PlacedEntry> entries;
    for (const auto& line : lines)
        entries.push_back({first++, line});
    return entries;
}

QCoro::Task<Result<void>> WholeTrail::Run::settle(TrailExtent extent)
{
    end = report.audit.size;
    if (const auto* range = std::get_if<EntryRange>(&extent)) {
        first = range->first;
        end = range->last < end ? range->last + 1 : end;
    } else if (const auto* times = std::get_if<TimeRange>(&extent)) {
        const auto to = times->to;
        auto from = co_await firstAt(times->from);
        if (!from)
            co_return tl::unexpected(from.error());
        auto behind = co_await firstAt(to);
        if (!behind)
            co_return tl::unexpected(behind.error());
        first = *from;
        end = *behind;
    }
    if (first >= end)
        co_return fail(ErrorCode::NotFound, "no entry lies there");
    co_return Result<void>{};
}

QCoro::Task<Result<std::uint64_t>> WholeTrail::Run::firstAt(Time time)
{
    const auto isBefore = [time](const std::string& line) { return timeOf(line) < std::optional(time); };
    // The first bundle that begins no earlier.
    std::uint64_t low = 0;
    std::uint64_t high = (report.audit.size + bundleWidth - 1) / bundleWidth;
    while (low < high) {
        const auto middle = (low + high) / 2;
        auto line = co_await read(middle * bundleWidth, middle * bundleWidth + 1);
        if (!line)
            co_return tl::unexpected(line.error());
        if (isBefore(line->front()))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        co_return std::uint64_t{0};
    const auto begin = (low - 1) * bundleWidth;
    auto lines = co_await read(begin, std::min(begin + bundleWidth, report.audit.size));
    if (!lines)
        co_return tl::unexpected(lines.error());
    std::uint64_t at = 0;
    while (at < lines->size() && isBefore((*lines)[at]))
        ++at;
    co_return begin + at;
}

QCoro::Task<Result<WholeTrail::Run::Lines>> WholeTrail::Run::read(std::uint64_t from, std::uint64_t to)
{
    auto lines = co_await auditEntries(connection, from, to, report.audit.size);
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (!lines)
        co_return lines;
    auto done = co_await log->checkEntries(placed(from, *lines));
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (!done)
        co_return tl::unexpected(done.error());
    co_return lines;
}

QCoro::Task<Result<TrustEntries>> WholeTrail::Run::trustNow()
{
    report.trust = log->seen()->trust;
    auto pieces = co_await log->pieces({}, {});
    if (over())
        co_return fail(ErrorCode::Cancelled);
    if (!pieces)
        co_return tl::unexpected(pieces.error());
    auto work = [lines = std::move(pieces->trustLines), head = report.trust] {
        return trustEntriesOf(lines, head);
    };
    auto entries = co_await OnWorker<decltype(work)>(std::move(work));
    if (over())
        co_return fail(ErrorCode::Cancelled);
    co_return entries;
}

// Each log publishes at its own pace, a second apart at most: the trust log that was fetched first may lack
// what the newest audit entries name.
QCoro::Task<Result<void>> WholeTrail::Run::readTrust()
{
    const auto begin = std::max(first, (end - 1) / bundleWidth * bundleWidth);
    auto newest = co_await read(begin, end);
    if (!newest)
        co_return tl::unexpected(newest.error());
    for (int reading = 1;; ++reading) {
        auto trust = co_await trustNow();
        if (!trust)
            co_return tl::unexpected(trust.error());
        const TrailUnderCheck::Part part{first, {end, report.audit.root}, whole()};
        check = std::make_unique<TrailUnderCheck>(std::move(*trust), report.root, part, named);
        if (reading == trustReadings || check->knowsAll(*newest))
            co_return Result<void>{};
        auto grown = co_await log->reach(report.trust.size + 1, 0);
        if (over())
            co_return fail(ErrorCode::Cancelled);
        if (!grown && grown.error().code == ErrorCode::LogIncomplete && !log->broken())
            co_return Result<void>{}; // it names what nobody shows: a finding
        if (!grown)
            co_return grown;
    }
}

} // namespace countersign::client
