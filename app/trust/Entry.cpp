#include "trust/Entry.h"

namespace countersign::trust {

namespace {

std::optional<Digest> releasedBy(const wire::Statement& statement)
{
    const auto* release = statement.as<wire::ReleaseBody>();
    return release ? std::optional(release->request) : std::nullopt;
}

tl::unexpected<Error> misplaced(ErrorCode code, const wire::Statement& statement, std::string detail)
{
    Error error{code, std::move(detail)};
    error.about = wire::enumText(statement.type());
    return tl::unexpected(std::move(error));
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
    const auto id = std::string(wire::enumText(statement.type())) + ' ' + statement.id.text();
    if (!place)
        return misplaced(ErrorCode::NotInLog, statement, "the log does not hold " + id);
    if (place->type != statement.type() || place->id != statement.id ||
        place->request != releasedBy(statement))
        return misplaced(ErrorCode::LoggedOtherwise, statement, "the log holds " + id + " as another");
    if (place->inFull != entersInFull(statement))
        return misplaced(ErrorCode::LoggedOtherwise, statement,
                         "the log holds " + id + " by its digest alone");
    return *place;
}

} // namespace countersign::trust
