#pragma once

#include "server/store/Store.h"
#include "wire/Submission.h"

#include <optional>

namespace countersign::server {

/// A row of `statements`: a statement as it was signed, with its place in both logs.
struct StatementRow
{
    Digest digest;
    StatementId id;
    wire::StatementType type = wire::StatementType::Root;
    std::vector<crypto::Jws> signatures;
    std::optional<std::uint64_t> trustIndex;
    std::uint64_t auditIndex = 0;
    Time entered{};
    wire::Standing standing = wire::Standing::Open;
    JobId job; ///< empty where it belongs to none

    [[nodiscard]] wire::StatementRecord record() const;
};

/// The row of a statement that enters now.
[[nodiscard]] StatementRow rowOf(const wire::SignedStatement& statement, std::uint64_t trustIndex,
                                 std::uint64_t auditIndex, Time entered, wire::Standing standing,
                                 JobId job = {});

// SOCI's exceptions are left to the store.
void insertStatement(Transaction& transaction, const StatementRow& row);
void updateStanding(soci::session& sql, const Digest& digest, wire::Standing standing, std::uint64_t entry);
[[nodiscard]] std::optional<StatementRow> findStatement(soci::session& sql, const Digest& digest);
/// In the order of entry.
[[nodiscard]] std::vector<StatementRow> statementsOfType(soci::session& sql, wire::StatementType type);

/// Signatures as the column holds them: a JSON list of flattened JWS.
[[nodiscard]] std::string signaturesText(const std::vector<crypto::Jws>& signatures);
[[nodiscard]] Result<std::vector<crypto::Jws>> signaturesOf(std::string_view text);

} // namespace countersign::server
