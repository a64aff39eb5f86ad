#include "server/job/ExportCases.h"

namespace countersign::server {

namespace {

void place(trust::ExportCase& theCase, wire::StatementType type, trust::Entered entered)
{
    switch (type) {
    case wire::StatementType::ExportRequest:
        theCase.request = std::move(entered);
        return;
    case wire::StatementType::Decision:
        theCase.decisions.push_back(std::move(entered));
        return;
    case wire::StatementType::Release:
        theCase.release = std::move(entered);
        return;
    case wire::StatementType::Withdrawal:
        theCase.withdrawal = std::move(entered);
        return;
    default: // nothing that the rules look at
        return;
    }
}

} // namespace

std::vector<StatementRow> statementsOfJob(soci::session& sql, const JobId& job)
{
    std::string digest;
    std::vector<Digest> digests;
    soci::statement select =
        (sql.prepare << "SELECT digest FROM statements WHERE job = :job ORDER BY audit_index",
         soci::use(job.text()), soci::into(digest));
    select.execute();
    while (select.fetch())
        if (const auto found = Digest::fromText(digest))
            digests.push_back(*found);
    std::vector<StatementRow> rows;
    for (const auto& one : digests)
        if (auto row = findStatement(sql, one))
            rows.push_back(std::move(*row));
    return rows;
}

Result<trust::ExportCase> exportCaseOf(soci::session& sql, const JobId& job)
{
    trust::ExportCase theCase;
    bool asked = false;
    for (const auto& row : statementsOfJob(sql, job)) {
        if (!row.trustIndex)
            continue; // stands in the audit log alone
        auto opened = wire::openStatement(row.signatures);
        if (!opened || opened->digest != row.digest)
            return fail(ErrorCode::Storage, "a statement is not what was signed");
        asked = asked || row.type == wire::StatementType::ExportRequest;
        place(theCase, opened->statement.type(), {std::move(*opened), *row.trustIndex, row.entered});
    }
    if (!asked)
        return fail(ErrorCode::NotFound, "no such export");
    return theCase;
}

const wire::ExportRequestBody& requestOf(const trust::ExportCase& theCase)
{
    return std::get<wire::ExportRequestBody>(theCase.request.signedStatement.statement.body);
}

} // namespace countersign::server
