#pragma once

#include "crypto/Merkle.h"
#include "trust/TrailReport.h"
#include "trust/TrustState.h"

#include <functional>
#include <memory>
#include <string_view>

/// The whole audit log, or its entries from one on, held against the rules of the statements: every change
/// accounted for, every statement told of once.
///
///     TrailCheck check({trustEntries, pinnedRoot, statementOf, receiptOf, 0, head});
///     for (…) check.take(index, line);
///     const auto report = check.finish();
///
/// Each entry is judged by the trust log as it stood at that entry: the check replays it alongside. Memory
/// grows with statements, receipts and exports, not with entries.
namespace countersign::trust {

using StatementReader = std::function<std::optional<std::vector<crypto::Jws>>(const Digest&)>;

struct TrailSources
{
    /// The whole trust log, proved against a checkpoint that is at least as new as the audit log's: an entry
    /// that names a statement beyond it is taken for a lie. Lives as long as the check.
    const std::vector<wire::TrustEntry>& trust;
    Digest root; ///< of version 1, as pinned
    /// What stands in the trust log by its digest alone, and receipts; nothing for what is not at hand.
    StatementReader statement;
    StatementReader receipt;
    std::uint64_t first = 0; ///< of the entries that will be taken
    /// Signed and proved. From entry 0 on, every line is hashed and the root compared; from a later one, the
    /// caller proves the lines by tiles.
    wire::SeenTree head;
    std::size_t mostFindings = 1000; ///< kept; all are counted
    /// The caller proves every line by tiles, from entry 0 on, too: `head` is where the entries end, no more.
    bool proved = false;
    /// Why what the author of one of these says was seen is none of both logs, by tiles; nothing where it is
    /// a beginning of them. What the trust log holds in full was held against them when it was proved.
    std::function<std::optional<Error>(const Digest&)> elsewhere = {};

    [[nodiscard]] bool hashes() const { return first == 0 && !proved; }
};

class TrailCheck
{
public:
    explicit TrailCheck(TrailSources sources);
    ~TrailCheck();
    TrailCheck(const TrailCheck&) = delete;
    TrailCheck& operator=(const TrailCheck&) = delete;

    /// The next entry's line, as it stands in the log.
    void take(std::uint64_t index, std::string_view line);
    /// What the entries taken came to, for whoever shows how far it is; no verdict.
    [[nodiscard]] const TrailReport& soFar() const;
    /// Once, after the last one.
    [[nodiscard]] TrailReport finish();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace countersign::trust
