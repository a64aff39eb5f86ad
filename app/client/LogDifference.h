#pragma once

#include "crypto/Tile.h"
#include "wire/Statement.h"

/// Where the log that this console knows and the one that the server shows now part.
namespace countersign::client {

/// One side: a tree head, and the tiles that are there of it. Of the tiles nothing is believed but what adds
/// up to the head; what does not, or is not there, counts as not known.
struct LogSide
{
    wire::SeenTree head;
    crypto::TileReader tiles;
};

struct LogDifference
{
    enum class Kind {
        Altered, ///< the first entry that both hold and that differs lies in [first, end)
        Gone,    ///< [first, end) stood in ours; theirs ends before
    };
    std::string log; ///< `trust` or `audit`
    Kind kind = Kind::Altered;
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    wire::SeenTree ours;
    wire::SeenTree theirs;
    /// Entry `first` as each side holds it, where it is `exact` and could be had.
    std::optional<std::string> ourLine = {};
    std::optional<std::string> theirLine = {};

    /// Whether `first` is known to be the first entry that is another, or gone.
    [[nodiscard]] bool exact() const { return kind == Kind::Gone || end == first + 1; }
};

/// As exactly as the tiles of both sides allow. Nothing where theirs continues ours, or where they tell too
/// little. Asks for as few tiles as it can, ours before theirs.
[[nodiscard]] std::optional<LogDifference> firstDifference(const LogSide& ours, const LogSide& theirs);

/// Entry `index` as the side holds it: its bundle is there, and the line is the leaf of the side's own tree.
[[nodiscard]] std::optional<std::string> lineOf(const LogSide& side, std::uint64_t index);

/// In one line, for the evidence.
[[nodiscard]] std::string findingOf(const LogDifference& difference);

} // namespace countersign::client
