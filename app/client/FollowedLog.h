#pragma once

#include "client/LogDifference.h"
#include "client/LogTiles.h"
#include "client/OwnHeads.h"
#include "trust/LogView.h"
#include "trust/TrustState.h"
#include "wire/Audit.h"

namespace countersign::client {

/// One of the server's logs as this machine knows it: the checkpoint stored here, and proofs that lead on
/// from there. What is proved becomes ours only once it is on the disk.
class FollowedLog
{
public:
    FollowedLog(Connection& connection, const QString& log, const QString& folder);

    [[nodiscard]] LogTiles& tiles() { return m_tiles; }
    /// Starts from the stored checkpoint, be it once more; it must be signed by this key, or by one that an
    /// earlier run came to know from a later root or a recovery: `LogSignature`.
    [[nodiscard]] Result<void> meet(const crypto::NoteVerifier& verifier);
    /// The log goes on under another key. `loss`: by a recovery; where this console had seen more than was
    /// kept, it goes on from there. As `checkLoss`.
    [[nodiscard]] Result<void> succeed(crypto::NoteVerifier verifier,
                                       const std::optional<trust::LogLoss>& loss);
    /// Whether what is said to be lost and kept can be what this console had seen, as far as what is kept
    /// here tells: `LogSplit` where it is not, `LogRolledBack` where it had seen more than is said to be
    /// lost. Answers how many of the entries that were kept it could compare.
    [[nodiscard]] Result<std::uint64_t> checkLoss(const trust::LogLoss& loss);
    /// Of a log that is to go on from `kept`, the largest tree that was verified here: `kept` itself where
    /// what lies here proves it.
    [[nodiscard]] wire::SeenTree seenOf(const wire::SeenTree& kept);
    /// A tree that somebody names, to prove in it what the server shows.
    [[nodiscard]] trust::LogView viewOf(const wire::SeenTree& tree) const;
    /// Whether a tree that the server shows continues the heads that were verified here, those that are no
    /// larger: `LogSplit`.
    [[nodiscard]] QCoro::Task<Result<void>> continues(wire::SeenTree tree);
    /// Whether the key is known.
    [[nodiscard]] bool met() const { return m_view.has_value(); }
    [[nodiscard]] const trust::LogView& view() const { return *m_view; }
    /// The signed note of the view's head.
    [[nodiscard]] const std::string& note() const { return m_ours; }
    /// Whether an earlier run left a checkpoint here.
    [[nodiscard]] bool stored() const;

    /// The error, told to be about this log.
    [[nodiscard]] Error about(Error error) const { return m_tiles.about(std::move(error)); }

    /// The newest note, kept as evidence. `NotFound` before the first.
    [[nodiscard]] QCoro::Task<Result<std::string>> fetchNote();
    /// Our view moved on to what `fetchNote` answered, proved; ours stays as it is.
    [[nodiscard]] QCoro::Task<Result<trust::LogView>> proved(std::string note);
    /// Stores the note and takes the view as ours.
    [[nodiscard]] QCoro::Task<Result<void>> adopt(trust::LogView view, std::string note);

    [[nodiscard]] QCoro::Task<Result<void>> covers(wire::SeenTree seen);
    [[nodiscard]] QCoro::Task<Result<void>> coversAll(std::vector<wire::SeenTree> seen);
    /// The same, told of each in `found`, with the log that it is about.
    [[nodiscard]] QCoro::Task<Result<void>> coversEach(std::vector<wire::SeenTree> seen,
                                                       std::shared_ptr<trust::LogView::Each> found);
    /// Consecutive entries are proved together.
    [[nodiscard]] QCoro::Task<Result<void>> contains(std::vector<wire::PlacedEntry> entries);

    /// Both sides' notes (`LOG/ours.checkpoint`, `LOG/theirs.checkpoint`) and what each had of tiles
    /// (`LOG/ours/…`, `LOG/theirs/…`, C2SP paths), below `folder`.
    [[nodiscard]] Result<void> saveEvidence(const QString& folder) const;
    /// What of the server's side such a folder holds, for `findDifference` of a later run.
    void recallEvidence(const QString& folder);
    /// Once the trust broke: where both sides part, by what is kept and by what the server shows, of which
    /// some hundred tiles are asked for at the most.
    [[nodiscard]] QCoro::Task<std::optional<LogDifference>> findDifference();
    /// When the checkpoint was stored here last.
    [[nodiscard]] std::optional<Time> storedAt() const;

private:
    [[nodiscard]] std::string ours() const;
    void remember(std::uint64_t first, const std::vector<std::string>& lines);
    /// The keys that an earlier run came to know, one C2SP vkey a line.
    [[nodiscard]] QStringList knownKeys() const;

    QString m_log;
    QString m_file;
    QString m_keysFile;
    QString m_headsFile;
    LogTiles m_tiles;
    OwnHeads m_heads;
    std::optional<OwnHeads> m_left; ///< of the heads, after a loss: until the log is proved to continue them
    std::optional<trust::LogView> m_view;
    std::string m_ours;
    std::string m_theirs;
    std::map<std::uint64_t, std::string> m_proved; ///< single entries, some of the last
};

} // namespace countersign::client
