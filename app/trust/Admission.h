#pragma once

#include "trust/TrustState.h"

/// Who may ask, decide and withdraw, on exports (protocols.md §2). The server calls these before a statement
/// enters the trust log; `ExportChain` calls the very same for what entered it.
namespace countersign::trust {

/// A statement with the place where it entered (or would enter) the trust log.
struct Entered
{
    wire::SignedStatement signedStatement;
    std::uint64_t index = 0;
    Time time;
};

/// An export's statements as far as they exist.
struct ExportCase
{
    Entered request;
    std::vector<Entered> decisions; ///< at both gates, in log order
    std::optional<Entered> release;
    std::optional<Entered> withdrawal;
};

/// `export-request`: author is export operator; sensitivity at least what policy asks for its types;
/// fetchers' keys in force, theirs, and theirs the downloader's role; never the author; texts present; end
/// within the policy's retention.
[[nodiscard]] Result<void> admitRequest(const TrustState& state, const Entered& request);

/// The least sensitivity that policy asks for.
[[nodiscard]] wire::Sensitivity leastSensitivity(const wire::Policy& policy,
                                                 const std::vector<std::string>& types);

/// In what a release offers more than was asked for, if in anything.
enum class Wider : std::uint8_t { Types, Fetchers, Downloads, Ends };
[[nodiscard]] std::optional<Wider> widerThan(const wire::ExportRequestBody& request,
                                             const wire::ReleaseBody& release);

/// `release`: signed by the root's server key, names the approved request, widens nothing.
[[nodiscard]] Result<void> admitRelease(const TrustState& state, const ExportCase& theCase,
                                        const Entered& release);

/// `decision` at the request or release gate: an approver by role and key at that index, neither author nor
/// fetcher of the request, nobody twice at one gate, subject open and not lapsed, a reason given. At the
/// release gate the approver's `seen` covers the release.
[[nodiscard]] Result<void> admitDecision(const TrustState& state, const ExportCase& theCase,
                                         const Entered& decision);

/// `withdrawal` of a request that has not ended, by its author.
[[nodiscard]] Result<void> admitWithdrawal(const TrustState& state, const ExportCase& theCase,
                                           const Entered& withdrawal);

/// The case without the approvals that a revocation has made void since; what ends something stays.
/// Signatures are not looked at: for who has admitted the statements.
[[nodiscard]] ExportCase withoutVoid(const TrustState& state, ExportCase theCase);
/// `KeyRevoked` where a revocation made void what the export rests on: its request, or an approval without
/// which a gate that it has passed would not have been.
[[nodiscard]] Result<void> checkNotVoid(const TrustState& state, const ExportCase& theCase, Time now);

/// How many approvals a gate asks for, by the policy in force when the request entered.
[[nodiscard]] int approvalsNeeded(const TrustState& state, const ExportCase& theCase);
[[nodiscard]] int approvalsGiven(const ExportCase& theCase, wire::Gate gate);
/// Where a gate stands at `now`: `Open`, `Effective`, `Rejected`, `Withdrawn` or `Lapsed`. For
/// `Gate::Release` before there is a release: `Open`.
[[nodiscard]] wire::Standing standing(const TrustState& state, const ExportCase& theCase, wire::Gate gate,
                                      Time now);

/// Why this person may not decide at the gate, or nothing: for the page that says who can. Role, authorship,
/// receipt and an earlier decision are looked at; keys and lapse as well.
[[nodiscard]] std::optional<Error> whyNotDecide(const TrustState& state, const ExportCase& theCase,
                                                wire::Gate gate, const PersonId& person, Time now);

} // namespace countersign::trust
