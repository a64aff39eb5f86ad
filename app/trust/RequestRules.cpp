#include "trust/Admission.h"
#include "trust/Checks.h"

#include <algorithm>

/// What an export request may ask for.
namespace countersign::trust {

namespace {

constexpr std::size_t mostTypes = 60;
constexpr std::size_t mostFetchers = 8;

tl::unexpected<Error> refuse(const char* what)
{
    return fail(ErrorCode::StatementRefused, what);
}

Result<void> checkTexts(const wire::ExportRequestBody& body)
{
    if (!textWithin(body.title, 1, 120))
        return refuse("the title");
    if (!textWithin(body.legalBasis, 1, 400))
        return refuse("the legal basis");
    if (!textWithin(body.recipient, 1, 200))
        return refuse("the receiving organisation");
    if (!textWithin(body.sourceName, 1, 200))
        return refuse("the source's name");
    return {};
}

Result<void> checkScope(const wire::ExportRequestBody& body)
{
    if (body.types.empty() || body.types.size() > mostTypes || !allDifferent(body.types) ||
        !std::all_of(body.types.begin(), body.types.end(), isResourceType))
        return refuse("the resource types");
    if (body.group.has_value() != (body.level == wire::Level::Group))
        return refuse("a group belongs to an export at group level, and to no other");
    if (body.group && (!isIdText(body.group->id) || !textWithin(body.group->name, 1, 200)))
        return refuse("the group");
    if (body.since && body.until && *body.since >= *body.until)
        return refuse("since is not before until");
    return {};
}

Result<void> checkLimits(const wire::Policy& policy, const wire::ExportRequestBody& body, Time entered)
{
    if (body.downloads < 1 || body.downloads > policy.downloads)
        return refuse("more downloads than policy allows, or none");
    if (body.ends <= entered || body.ends > entered + std::chrono::days(policy.retentionDays))
        return refuse("ends in the past, or later than policy allows");
    if (body.sensitivity < leastSensitivity(policy, body.types))
        return fail(ErrorCode::SensitivityTooLow, "policy asks for more for these types");
    return {};
}

Result<void> checkFetchers(const TrustState& state, const Entered& request,
                           const wire::ExportRequestBody& body)
{
    std::set<KeyThumbprint> keys;
    if (body.fetchers.empty() || body.fetchers.size() > mostFetchers)
        return refuse("nobody may fetch, or too many");
    for (const auto& fetcher : body.fetchers) {
        if (!keys.insert(fetcher.key).second)
            return refuse("a fetcher is named twice");
        if (fetcher.person == request.signedStatement.statement.author.person)
            return fail(ErrorCode::OwnStatement, "nobody fetches what they asked for");
        const auto* record = state.encryptionKey(fetcher.key);
        if (!record || record->person != fetcher.person)
            return fail(ErrorCode::KeyNotEndorsed, "not an encryption key of " + fetcher.person.text());
        if (auto inForce = state.keyAt(record->signing.thumbprint(), request.index); !inForce)
            return tl::unexpected(inForce.error());
        if (!state.holds(fetcher.person, wire::Role::ArtifactDownloader, request.index))
            return fail(ErrorCode::RoleMissing, fetcher.person.text() + " may not download");
    }
    return {};
}

} // namespace

wire::Sensitivity leastSensitivity(const wire::Policy& policy, const std::vector<std::string>& types)
{
    const auto high = [&](const std::string& type) {
        return std::find(policy.highTypes.begin(), policy.highTypes.end(), type) != policy.highTypes.end();
    };
    return std::any_of(types.begin(), types.end(), high) ? wire::Sensitivity::High
                                                         : wire::Sensitivity::Standard;
}

Result<void> admitRequest(const TrustState& state, const Entered& request)
{
    const auto* body = request.signedStatement.statement.as<wire::ExportRequestBody>();
    if (!body)
        return refuse("not an export request");
    if (auto author = checkAuthor(state, request.signedStatement, request.index, request.time); !author)
        return tl::unexpected(author.error());
    const auto& author = request.signedStatement.statement.author.person;
    if (!state.holds(author, wire::Role::ExportOperator, request.index))
        return fail(ErrorCode::RoleMissing, "only an export operator asks for an export");
    if (auto done = checkTexts(*body); !done)
        return done;
    if (auto done = checkScope(*body); !done)
        return done;
    if (auto done = checkLimits(state.policyAt(request.index), *body, request.time); !done)
        return done;
    return checkFetchers(state, request, *body);
}

} // namespace countersign::trust
