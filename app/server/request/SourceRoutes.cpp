#include "server/request/SourceRoutes.h"

namespace countersign::server {

namespace {

// The newest key of each downloader that is in force now. Never the one who asks: nobody fetches what they
// asked for.
std::vector<wire::Recipient> recipientsFor(const trust::TrustState& state, const PersonId& asking)
{
    std::vector<wire::Recipient> recipients;
    for (const auto& [id, person] : state.people()) {
        if (id == asking || !state.holds(id, wire::Role::ArtifactDownloader, state.size()))
            continue;
        for (auto key = person.keys.rbegin(); key != person.keys.rend(); ++key)
            if (const auto record = state.keyAt(*key, state.size())) {
                recipients.push_back({id, person.name, (*record)->encryption.thumbprint()});
                break;
            }
    }
    return recipients;
}

} // namespace

void addSourceRoutes(RouteTable& table, Jobs& jobs, const Store& store)
{
    table.push_back({"GET",
                     "/v1/sources",
                     Access::Roles,
                     {wire::Role::ExportOperator},
                     StepUpNeed::None,
                     "request.sources",
                     [&jobs, &store](Call& call) -> Result<http::Response> {
                         wire::Sources sources;
                         bool founded = false;
                         store.withTrust([&](const trust::TrustState& state) {
                             founded = state.founded();
                             if (!founded)
                                 return;
                             sources.recipients = recipientsFor(state, call.caller->person);
                             sources.policyVersion = state.policyAt(state.size()).version;
                         });
                         if (!founded)
                             return fail(ErrorCode::RootMissing);
                         sources.sources = jobs.sources();
                         return answer(sources);
                     }});
}

} // namespace countersign::server
