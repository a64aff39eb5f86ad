#include "client/EvidenceFiles.h"

#include "trust/JudgedExport.h"

#include <QPointer>

namespace countersign::client {

namespace {

std::vector<std::uint64_t> indexesOf(const wire::Trail& trail)
{
    std::vector<std::uint64_t> indexes;
    for (const auto& entry : trail.entries)
        indexes.push_back(entry.index);
    return indexes;
}

Result<QByteArray> made(trust::EvidencePieces pieces, const std::map<crypto::TileId, Bytes>& tiles)
{
    pieces.auditTiles = [&tiles](const crypto::TileId& tile) -> Result<Bytes> {
        const auto found = tiles.find(tile);
        if (found == tiles.end())
            return fail(ErrorCode::LogTileMissing, crypto::tilePath(tile));
        return found->second;
    };
    const auto bytes = trust::makeEvidence(pieces);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return QByteArray::fromStdString(*bytes);
}

} // namespace

EvidenceFiles::EvidenceFiles(Connection& connection, LogFollower& log, ExportBook& book, Trail& trail,
                             QObject* parent)
    : QObject(parent), m_connection(connection), m_log(log), m_book(book), m_trail(trail)
{
}

Result<trust::EvidencePins> EvidenceFiles::pins() const
{
    const auto& profile = m_connection.profile();
    if (!profile.root)
        return fail(ErrorCode::RootMissing, "the profile pins no root");
    auto witnesses = wire::pinnedWitnesses(profile.witnesses, profile.witnessesNeeded);
    if (!witnesses)
        return tl::unexpected(witnesses.error());
    return trust::EvidencePins{*profile.root, profile.server, std::move(*witnesses)};
}

QCoro::Task<Result<QByteArray>> EvidenceFiles::make(JobId job)
{
    const QPointer self(this);
    auto pinned = pins();
    if (!pinned)
        co_return tl::unexpected(pinned.error());
    auto trail = co_await m_trail.proved(job);
    if (!trail)
        co_return tl::unexpected(trail.error());
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    const auto* view = m_book.find(job);
    if (!view)
        co_return fail(ErrorCode::NotFound, job.text());
    trust::EvidencePieces pieces;
    pieces.claimed = view->claimed;
    pieces.receipts = std::move(trail->receipts);
    pieces.pins = std::move(*pinned);
    const auto placed = trust::placeExport(m_log.trust(), pieces.claimed);
    if (!placed)
        co_return tl::unexpected(placed.error());
    auto sizes = trust::auditSizesSeen(trust::judged(m_log.trust(), *placed).counted, pieces.receipts,
                                       m_log.verifiedThrough());
    auto found = co_await m_log.pieces(indexesOf(*trail), std::move(sizes));
    if (!found)
        co_return tl::unexpected(found.error());
    pieces.auditEntries = std::move(trail->entries);
    pieces.trustLines = std::move(found->trustLines);
    pieces.trustCheckpoint = std::move(found->trustNote);
    pieces.auditCheckpoint = std::move(found->auditNote);
    // Every signature of the trust log is checked once more: not on the thread that paints.
    auto work = [all = std::move(pieces), tiles = std::move(found->auditTiles)] { return made(all, tiles); };
    auto bytes = co_await OnWorker<decltype(work)>(std::move(work));
    co_return bytes;
}

QCoro::Task<Result<trust::EvidenceReport>> EvidenceFiles::check(QByteArray bytes)
{
    auto pinned = pins();
    if (!pinned)
        co_return tl::unexpected(pinned.error());
    auto work = [all = std::move(bytes), against = std::move(*pinned)] {
        return trust::verifyEvidence(viewOf(all), against);
    };
    auto report = co_await OnWorker<decltype(work)>(std::move(work));
    co_return report;
}

} // namespace countersign::client
