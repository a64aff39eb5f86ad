#include "client/LogReplay.h"

#include "crypto/Checkpoint.h"

namespace countersign::client {

namespace {

constexpr std::uint64_t bundleWidth = 256;

unsigned widthOf(std::uint64_t bundle, std::uint64_t size)
{
    return static_cast<unsigned>(std::min(bundleWidth, size - bundle * bundleWidth));
}

Error refusal(std::uint64_t index, const Error& why)
{
    // Another root than the profile's is told as that: it is what a person can act upon.
    const auto code =
        why.code == ErrorCode::RootMismatch ? ErrorCode::RootMismatch : ErrorCode::LogEntryRefused;
    Error error{code, {}};
    error.about = codeText(why.code);
    error.detail = "trust entry " + std::to_string(index) + ": " + error.about + ": " + why.detail;
    return error;
}

Result<Replay> withLines(Replay replay, const std::vector<std::string>& lines)
{
    for (const auto& line : lines) {
        const auto index = replay.state.size();
        const auto entry = wire::decode<wire::TrustEntry>(line);
        if (!entry)
            return tl::unexpected(refusal(index, entry.error()));
        if (const auto done = replay.state.apply(*entry); !done)
            return tl::unexpected(refusal(index, done.error()));
        if (const auto& seen = replay.state.newestSeen())
            replay.seen.push_back(*seen);
    }
    return replay;
}

} // namespace

QCoro::Task<Result<wire::RootBody>> rootOfLog(LogTiles& tiles, Digest pinned, std::string note)
{
    const auto claimed = crypto::checkpointBody(note);
    if (!claimed)
        co_return tl::unexpected(tiles.about(claimed.error()));
    if (claimed->size == 0)
        co_return fail(ErrorCode::RootMissing, "the trust log is empty");
    auto lines = co_await tiles.bundle(0, widthOf(0, claimed->size));
    if (!lines)
        co_return tl::unexpected(lines.error());
    auto entry = wire::decode<wire::TrustEntry>(lines->front());
    if (!entry)
        co_return tl::unexpected(refusal(0, entry.error()));
    const auto opened = wire::openStatement(std::move(entry->statement));
    if (!opened)
        co_return tl::unexpected(refusal(0, opened.error()));
    const auto* root = opened->statement.as<wire::RootBody>();
    if (!root || opened->digest != pinned)
        co_return fail(ErrorCode::RootMismatch, "the log begins with another root than the one pinned");
    co_return *root;
}

QCoro::Task<Result<std::vector<std::string>>> bundleOf(LogTiles& tiles, std::uint64_t first,
                                                       std::uint64_t size)
{
    return tiles.bundle(first / bundleWidth, widthOf(first / bundleWidth, size));
}

QCoro::Task<Result<trust::TrustState>> claimedState(LogTiles& tiles, Digest pinned, std::string note)
{
    const auto claimed = crypto::checkpointBody(note);
    if (!claimed)
        co_return tl::unexpected(tiles.about(claimed.error()));
    const auto size = claimed->size;
    Replay replay{trust::TrustState(pinned)};
    while (replay.state.size() < size) {
        const auto bundle = replay.state.size() / bundleWidth;
        auto lines = co_await tiles.bundle(bundle, widthOf(bundle, size));
        if (!lines)
            co_return tl::unexpected(lines.error());
        auto work = [before = std::move(replay), fresh = std::move(*lines)]() mutable {
            return withLines(std::move(before), fresh);
        };
        auto next = co_await OnWorker<decltype(work)>(std::move(work));
        if (!next)
            co_return tl::unexpected(next.error());
        replay = std::move(*next);
    }
    co_return std::move(replay.state);
}

QCoro::Task<Result<Replay>> replayed(LogTiles& tiles, trust::LogView view, trust::TrustState state)
{
    const auto size = view.last()->size;
    Replay replay{std::move(state)};
    while (replay.state.size() < size) {
        const auto first = replay.state.size();
        const auto bundle = first / bundleWidth;
        auto lines = co_await tiles.bundle(bundle, widthOf(bundle, size));
        if (!lines)
            co_return tl::unexpected(lines.error());
        lines->erase(lines->begin(), lines->begin() + static_cast<std::ptrdiff_t>(first % bundleWidth));
        const LogTiles::Proof proof = [&](const crypto::TileReader& reader) {
            return view.containsAll(first, *lines, reader);
        };
        auto proved = co_await tiles.prove(proof);
        if (!proved)
            co_return tl::unexpected(proved.error());
        // Signatures of up to 256 statements: not on the thread that paints.
        auto work = [before = std::move(replay), fresh = std::move(*lines)]() mutable {
            return withLines(std::move(before), fresh);
        };
        auto next = co_await OnWorker<decltype(work)>(std::move(work));
        if (!next)
            co_return tl::unexpected(next.error());
        replay = std::move(*next);
    }
    co_return replay;
}

} // namespace countersign::client
