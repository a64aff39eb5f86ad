#pragma once

#include "client/LogTiles.h"
#include "trust/LogView.h"
#include "wire/Audit.h"

namespace countersign::client {

/// One of the server's logs as this machine knows it: the checkpoint stored here, and proofs that lead on
/// from there. What is proved becomes ours only once it is on the disk.
class FollowedLog
{
public:
    FollowedLog(Connection& connection, const QString& log, const QString& folder);

    [[nodiscard]] LogTiles& tiles() { return m_tiles; }
    /// Starts from the stored checkpoint, which must be signed by this key, too: `LogSignature`.
    [[nodiscard]] Result<void> meet(crypto::NoteVerifier verifier);
    /// Whether the key is known.
    [[nodiscard]] bool met() const { return m_view.has_value(); }
    [[nodiscard]] const trust::LogView& view() const { return *m_view; }
    /// Whether an earlier run left a checkpoint here.
    [[nodiscard]] bool stored() const;

    /// The newest note, kept as evidence. `NotFound` before the first.
    [[nodiscard]] QCoro::Task<Result<std::string>> fetchNote();
    /// Our view moved on to what `fetchNote` answered, proved; ours stays as it is.
    [[nodiscard]] QCoro::Task<Result<trust::LogView>> proved(std::string note);
    /// Stores the note and takes the view as ours.
    [[nodiscard]] QCoro::Task<Result<void>> adopt(trust::LogView view, std::string note);

    [[nodiscard]] QCoro::Task<Result<void>> covers(wire::SeenTree seen);
    /// Consecutive entries are proved together.
    [[nodiscard]] QCoro::Task<Result<void>> contains(std::vector<wire::PlacedEntry> entries);

    /// Both sides' notes and all tiles read, below `folder`.
    [[nodiscard]] Result<void> saveEvidence(const QString& folder) const;

private:
    QString m_log;
    QString m_file;
    LogTiles m_tiles;
    std::optional<trust::LogView> m_view;
    std::string m_ours;
    std::string m_theirs;
};

} // namespace countersign::client
