#pragma once

#include "client/WholeTrail.h"
#include "client/WholeTrailParts.h"

/// Private to `WholeTrail`: one check under way, which its coroutines keep alive.
namespace countersign::client {

struct WholeTrail::Run : std::enable_shared_from_this<WholeTrail::Run>
{
    using Lines = std::vector<std::string>;
    static constexpr std::uint64_t bundleWidth = 256;
    static constexpr std::uint64_t slice = 4 * bundleWidth; ///< fetched, proved and checked at a time

    explicit Run(WholeTrail& theOwner)
        : owner(&theOwner),
          connection(&theOwner.m_connection),
          log(&theOwner.m_log),
          named(std::make_shared<NamedStatements>(theOwner.m_connection))
    {
    }

    QCoro::Task<Result<WholeTrailReport>> go(TrailExtent extent);
    QCoro::Task<Result<void>> start(TrailExtent extent);
    QCoro::Task<Result<void>> settle(TrailExtent extent);
    /// The first entry made at this time or later.
    QCoro::Task<Result<std::uint64_t>> firstAt(Time time);
    /// With entries proved.
    QCoro::Task<Result<Lines>> read(std::uint64_t from, std::uint64_t to);
    QCoro::Task<Result<void>> readTrust();
    QCoro::Task<Result<TrustEntries>> trustNow();
    QCoro::Task<Result<void>> checkEntries();
    QCoro::Task<Result<void>> checkSlice(std::uint64_t from, Lines lines);
    void tell(std::uint64_t done);

    static std::vector<wire::PlacedEntry> placed(std::uint64_t first, const Lines& lines);
    [[nodiscard]] bool over() const { return cancelled || !owner || !connection || !log; }
    [[nodiscard]] bool whole() const { return first == 0 && end == report.audit.size; }
    /// Slices begin where bundles do.
    [[nodiscard]] std::uint64_t sliceEnd(std::uint64_t from) const
    {
        return std::min(end, from - from % bundleWidth + slice);
    }

    QPointer<WholeTrail> owner;
    QPointer<Connection> connection;
    QPointer<LogFollower> log;
    std::shared_ptr<NamedStatements> named;
    std::unique_ptr<TrailUnderCheck> check;
    WholeTrailReport report;
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    bool cancelled = false;
};

} // namespace countersign::client
