#include "trust/Entry.h"

namespace countersign::trust {

namespace {

std::optional<Digest> releasedBy(const wire::Statement& statement)
{
    const auto* release = statement.as<wire::ReleaseBody>();
    return release ? std::optional(release->request) : std::nullopt;
}

} // namespace

bool entersInFull(const wire::Statement& statement)
{
    if (const auto* decision = statement.as<wire::DecisionBody>())
        return decision->gate == wire::Gate::Admin || decision->decision == wire::Verdict::Reject;
    return !statement.as<wire::ExportRequestBody>() && !statement.as<wire::ReleaseBody>();
}

wire::TrustEntry entryOf(const wire::SignedStatement& signedStatement, Time time)
{
    const auto& statement = signedStatement.statement;
    wire::TrustEntry entry{time, statement.type(),     statement.id, signedStatement.digest,
                           {},   releasedBy(statement)};
    if (entersInFull(statement))
        entry.statement = signedStatement.signatures;
    return entry;
}

Result<Place> placeOf(const TrustState& state, const wire::Statement& statement, const Digest& digest)
{
    const auto place = state.place(digest);
    const auto& id = statement.id.text();
    if (!place)
        return fail(ErrorCode::LogIncomplete, "the log does not hold " + id);
    if (place->type != statement.type() || place->id != statement.id ||
        place->request != releasedBy(statement))
        return fail(ErrorCode::LogInconsistent, "the log holds " + id + " as another");
    if (place->inFull != entersInFull(statement))
        return fail(ErrorCode::LogInconsistent, "the log holds " + id + " by its digest alone");
    return *place;
}

} // namespace countersign::trust
