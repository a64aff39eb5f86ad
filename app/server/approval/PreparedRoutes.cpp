#include "server/approval/PreparedRoutes.h"

#include "server/store/PreparedRows.h"

namespace countersign::server {

namespace {

// Its signatures travel here: nothing that follows the loss is published before the recovery is in force.
std::vector<crypto::Jws> openProposal(const trust::TrustState& state)
{
    for (const auto& [digest, matter] : state.matters())
        if (matter.standing == wire::Standing::Open &&
            matter.signedStatement.statement.type() == wire::StatementType::LogRecovery)
            return matter.signedStatement.signatures;
    return {};
}

Result<http::Response> prepared(const Store& store)
{
    wire::Prepared message;
    message.recovery = store.recovery();
    auto read = store.read([&](soci::session& sql) {
        Result<void> done;
        store.withTrust([&](const trust::TrustState& state) {
            if (message.recovery)
                message.recovery->proposal = openProposal(state);
            auto keys = preparedKeys(sql, state);
            if (keys)
                message.keys = std::move(*keys);
            else
                done = tl::unexpected(keys.error());
        });
        return done;
    });
    if (!read)
        return tl::unexpected(read.error());
    return answer(message);
}

} // namespace

void addPreparedRoutes(RouteTable& table, const Store& store)
{
    table.push_back({"GET",
                     "/v1/prepared",
                     Access::Roles,
                     {wire::Role::Admin},
                     StepUpNeed::None,
                     "founding.read",
                     [&store](Call&) { return prepared(store); }});
}

bool isOpenInRecovery(const Route& route)
{
    // Reading counts what was sent, where a ticket is read.
    if (route.method == "GET")
        return route.pattern != "/v1/tickets/{ticket}";
    return route.pattern == "/v1/statements" || route.pattern == "/v1/session" ||
           route.pattern == "/v1/session/totp" || route.pattern == "/v1/session/refresh";
}

} // namespace countersign::server
