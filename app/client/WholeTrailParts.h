#pragma once

#include "client/NamedStatements.h"
#include "trust/TrailCheck.h"
#include "wire/Audit.h"

/// Private to `WholeTrail`: what of it runs off the thread that paints.
namespace countersign::client {

using TrustEntries = std::vector<wire::TrustEntry>;
/// The lines of a trust log, if they are all of the tree that was proved; else `LogInconsistent`.
[[nodiscard]] Result<TrustEntries> trustEntriesOf(const std::vector<std::string>& lines,
                                                  const wire::SeenTree& head);

/// When the entry was made; nothing for a line that is none.
[[nodiscard]] std::optional<Time> timeOf(const std::string& line);

/// The check with what it is made of. One thread at a time.
class TrailUnderCheck
{
public:
    struct Part
    {
        std::uint64_t first = 0;
        wire::SeenTree head; ///< where it ends
        bool whole = false;
    };
    TrailUnderCheck(TrustEntries trust, Digest root, Part part, std::shared_ptr<NamedStatements> named);

    /// Whether the trust log holds every statement that these entries name.
    [[nodiscard]] bool knowsAll(const std::vector<std::string>& lines) const;

    struct Wants
    {
        std::vector<Digest> statements;
        std::vector<JobId> receiptsOf;
        [[nodiscard]] bool none() const { return statements.empty() && receiptsOf.empty(); }
    };
    /// What the next lines call for besides the logs; of each thing once.
    [[nodiscard]] Wants wants(const std::vector<std::string>& lines);
    void take(std::uint64_t first, const std::vector<std::string>& lines);
    [[nodiscard]] const trust::TrailReport& soFar() const { return m_check.soFar(); }
    [[nodiscard]] trust::TrailReport finish() { return m_check.finish(); }

private:
    [[nodiscard]] std::optional<std::uint64_t> placeNamedBy(const wire::AuditEntry& entry) const;

    TrustEntries m_trust;
    std::map<Digest, std::uint64_t> m_places;
    std::map<std::string, std::uint64_t> m_releases; // by job
    std::uint64_t m_wanted = 0;                      // of the trust log, so far
    trust::TrailCheck m_check;
};

} // namespace countersign::client
