#pragma once

#include "client/ExportView.h"
#include "wire/Audit.h"

namespace countersign::client {

/// An entry of a log as far as its line tells; what it does not is empty.
struct LoggedEntry
{
    std::optional<wire::StatementType> statement; ///< of the trust log
    std::optional<wire::Gate> gate;               ///< of a decision, with its verdict
    wire::Verdict verdict = wire::Verdict::Reject;
    std::string action; ///< of the audit log
    std::string by;     ///< by the name that admins signed for
    std::string called; ///< by what name the entry calls them, where it is another
    std::string digest; ///< of what was signed
    Time time;
};

/// Who acted, by the name that admins signed for, else by the id: what an audit entry calls its person is the
/// server's word.
[[nodiscard]] std::string actorName(const wire::AuditEntry& entry, const trust::TrustState& state);

/// Nothing where it is no entry of that log. Of a statement that the log holds by its digest alone it tells
/// what the exports do.
[[nodiscard]] std::optional<LoggedEntry> loggedEntry(const std::string& log, const std::string& line,
                                                     const trust::TrustState& state,
                                                     const std::vector<ExportView>& exports);

} // namespace countersign::client
