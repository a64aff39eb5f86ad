#pragma once

#include "server/store/Store.h"

#include <mutex>
#include <shared_mutex>

namespace countersign::server {

/// The trust state, changed by the writer alone. From the first statement of a batch until that batch is on
/// the disk nobody else sees it: what a commit may still take back is never shown.
class TrustKeeper
{
public:
    /// Replays the whole log and checks its hashes on the way.
    [[nodiscard]] Result<void> load(soci::session& sql);

    /// Not to be mixed with `apply` on the same thread.
    void look(const std::function<void(const trust::TrustState&)>& look) const;

    // The writer's.
    [[nodiscard]] const trust::TrustState& state() const { return m_state; }
    /// A refusal leaves the state as it was.
    [[nodiscard]] Result<void> apply(const wire::TrustEntry& entry);
    /// After a rollback: what the table still holds.
    [[nodiscard]] Result<void> restore(soci::session& sql);
    /// The batch is on the disk, or rolled back and restored.
    void settle();

private:
    /// Up to, not with, entry `end`.
    [[nodiscard]] static Result<void> replay(soci::session& sql, trust::TrustState& state, std::uint64_t end);

    mutable std::shared_mutex m_mutex;
    std::unique_lock<std::shared_mutex> m_held{m_mutex, std::defer_lock}; ///< of the writer's thread
    trust::TrustState m_state;
    trust::TrustState m_base;      ///< an earlier committed one, from where `restore` replays
    std::uint64_t m_committed = 0; ///< entries on the disk
};

} // namespace countersign::server
