#include "server/store/PreparedRows.h"

#include "crypto/SignedNote.h"
#include "wire/Codec.h"

#include <algorithm>

namespace countersign::server {

void insertRecovery(soci::session& sql, const wire::PendingRecovery& recovery, std::uint64_t entry)
{
    const auto json = wire::encode(recovery);
    const auto index = static_cast<long long>(entry);
    sql << "INSERT INTO recoveries (trust_log, json, entry) VALUES (:log, :json, :entry)",
        soci::use(recovery.trustLog), soci::use(json), soci::use(index);
}

Result<std::optional<wire::PendingRecovery>> pendingRecovery(soci::session& sql,
                                                             const trust::TrustState& state)
{
    std::string json;
    sql << "SELECT json FROM recoveries ORDER BY entry DESC LIMIT 1", soci::into(json);
    if (!sql.got_data())
        return std::nullopt;
    auto recovery = wire::decode<wire::PendingRecovery>(json);
    if (!recovery)
        return fail(ErrorCode::Storage, "a recovery that is none: " + recovery.error().detail);
    if (inForce(state, *recovery))
        return std::nullopt;
    return std::optional(std::move(*recovery));
}

void insertKeys(soci::session& sql, const wire::PreparedKeys& keys, std::uint64_t entry)
{
    const auto json = wire::encode(keys);
    const auto index = static_cast<long long>(entry);
    sql << "INSERT INTO prepared_keys (trust_log, json, entry) VALUES (:log, :json, :entry)",
        soci::use(keys.trustLog), soci::use(json), soci::use(index);
}

Result<std::optional<wire::PreparedKeys>> preparedKeys(soci::session& sql, const trust::TrustState& state)
{
    std::string json;
    sql << "SELECT json FROM prepared_keys ORDER BY entry DESC LIMIT 1", soci::into(json);
    if (!sql.got_data() || !state.founded())
        return std::nullopt;
    auto keys = wire::decode<wire::PreparedKeys>(json);
    if (!keys)
        return fail(ErrorCode::Storage, "prepared keys that are none: " + keys.error().detail);
    const auto named = std::ranges::any_of(
        state.logKeys(), [&](const auto& earlier) { return earlier.trust == keys->trustLog; });
    if (named ||
        crypto::nameOfVerifier(keys->trustLog) != crypto::nameOfVerifier(state.logKeys().back().trust))
        return std::nullopt;
    return std::optional(std::move(*keys));
}

bool inForce(const trust::TrustState& state, const wire::PendingRecovery& recovery)
{
    return std::ranges::any_of(state.recoveries(), [&](const auto& done) {
        return done.body.trustLog == recovery.trustLog && done.body.auditLog == recovery.auditLog;
    });
}

} // namespace countersign::server
