#pragma once

#include "client/ExportView.h"
#include "client/LogDifference.h"

/// What a broken log leaves in doubt, as far as this console knows it.
namespace countersign::client {

struct Doubt
{
    enum class About {
        Export,   ///< `job`, and what the flags say of it
        Entries,  ///< everything from the difference on, or since this console looked last
        KeysRoles ///< who may sign what
    };
    About about = About::Export;

    JobId job;
    std::string title;
    std::string asker;                  ///< set: that, or when, this person asked for it
    std::vector<std::string> deciders;  ///< whose decisions on the request
    std::vector<std::string> releasers; ///< whose decisions on the release
    bool release = false;               ///< which files are in it
    std::uint64_t fetched = 0;          ///< files of which the server tells receipts
    std::string fetcher;                ///< the only one who may

    std::optional<LogDifference> difference; ///< nothing: nobody knows from where on
    std::uint64_t exports = 0;               ///< of `Entries`: in doubt

    friend bool operator==(const Doubt& a, const Doubt& b);
    /// Whether both are about the same, whatever they say of it.
    [[nodiscard]] bool sameAs(const Doubt& other) const { return about == other.about && job == other.job; }
};

/// Those of exports first, in the order given. A statement is in doubt unless it is known to stand before the
/// difference: in the trust log by its place; in the audit log where somebody had signed to have seen the
/// statement logged, and no more of the audit log than what is before the difference.
[[nodiscard]] std::vector<Doubt> doubtsOf(const std::vector<ExportView>& exports,
                                          const std::optional<LogDifference>& difference,
                                          const std::string& log);

} // namespace countersign::client
