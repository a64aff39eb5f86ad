#include "server/keys/KeyRoutes.h"

namespace countersign::server {

void addKeyRoutes(RouteTable& table, const KeyVault& keys)
{
    table.push_back({"GET",
                     "/v1/keys",
                     Access::Roles,
                     {wire::Role::Admin, wire::Role::ComplianceOfficer},
                     StepUpNeed::None,
                     "key.list",
                     [&keys](Call&) -> Result<http::Response> {
                         auto rows = keys.rows();
                         if (!rows)
                             return tl::unexpected(rows.error());
                         return answer(wire::KeyRows{std::move(*rows)});
                     }});
}

} // namespace countersign::server
