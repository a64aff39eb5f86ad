#include "server/approval/StatementRows.h"

namespace countersign::server {

namespace {

constexpr auto select =
    "SELECT digest, id, type, json, COALESCE(trust_index, -1), audit_index, entered, standing, "
    "COALESCE(job, '') FROM statements";

std::vector<StatementRow> fetch(soci::session& sql, const std::string& tail, const std::string& wanted)
{
    std::string digest, id, type, json, standing, job;
    long long trustIndex = -1, auditIndex = 0, entered = 0;
    soci::statement statement =
        (sql.prepare << select + tail, soci::into(digest), soci::into(id), soci::into(type), soci::into(json),
         soci::into(trustIndex), soci::into(auditIndex), soci::into(entered), soci::into(standing),
         soci::into(job), soci::use(wanted));
    statement.execute();
    std::vector<StatementRow> rows;
    while (statement.fetch()) {
        StatementRow row;
        row.digest = Digest::fromText(digest).value_or(Digest());
        row.id = StatementId(id);
        row.type = wire::enumFromText<wire::StatementType>(type).value_or(wire::StatementType::Root);
        row.signatures = signaturesOf(json).value_or(std::vector<crypto::Jws>());
        if (trustIndex >= 0)
            row.trustIndex = static_cast<std::uint64_t>(trustIndex);
        row.auditIndex = static_cast<std::uint64_t>(auditIndex);
        row.entered = Time(std::chrono::milliseconds(entered));
        row.standing = wire::enumFromText<wire::Standing>(standing).value_or(wire::Standing::Open);
        row.job = JobId(job);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

wire::StatementRecord StatementRow::record() const
{
    return wire::StatementRecord{signatures, trustIndex, auditIndex, entered, standing};
}

StatementRow rowOf(const wire::SignedStatement& statement, std::uint64_t trustIndex, std::uint64_t auditIndex,
                   Time entered, wire::Standing standing, JobId job)
{
    return StatementRow{statement.digest,
                        statement.statement.id,
                        statement.statement.type(),
                        statement.signatures,
                        trustIndex,
                        auditIndex,
                        entered,
                        standing,
                        std::move(job)};
}

void insertStatement(soci::session& sql, const StatementRow& row)
{
    const auto digest = row.digest.text();
    const std::string type(wire::enumText(row.type));
    const auto json = signaturesText(row.signatures);
    const auto trustIndex = static_cast<long long>(row.trustIndex.value_or(0));
    auto indicator = row.trustIndex ? soci::i_ok : soci::i_null;
    const auto auditIndex = static_cast<long long>(row.auditIndex);
    const long long entered = row.entered.time_since_epoch().count();
    const std::string standing(wire::enumText(row.standing));
    sql << "INSERT INTO statements (digest, id, type, json, trust_index, audit_index, entered, standing, "
           "job, entry) "
           "VALUES (:digest, :id, :type, :json, :trust, :audit, :entered, :standing, :job, :entry)",
        soci::use(digest), soci::use(row.id.text()), soci::use(type), soci::use(json),
        soci::use(trustIndex, indicator), soci::use(auditIndex), soci::use(entered), soci::use(standing),
        soci::use(row.job.text()), soci::use(auditIndex);
}

void updateStanding(soci::session& sql, const Digest& digest, wire::Standing standing, std::uint64_t entry)
{
    const auto name = digest.text();
    const std::string text(wire::enumText(standing));
    const auto index = static_cast<long long>(entry);
    sql << "UPDATE statements SET standing = :standing, entry = :entry WHERE digest = :digest AND standing "
           "<> :same",
        soci::use(text, "standing"), soci::use(index, "entry"), soci::use(name, "digest"),
        soci::use(text, "same");
}

std::optional<StatementRow> findStatement(soci::session& sql, const Digest& digest)
{
    auto rows = fetch(sql, " WHERE digest = :wanted", digest.text());
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<StatementRow> statementsOfType(soci::session& sql, wire::StatementType type)
{
    return fetch(sql, " WHERE type = :wanted ORDER BY audit_index", std::string(wire::enumText(type)));
}

std::string signaturesText(const std::vector<crypto::Jws>& signatures)
{
    return wire::detail::dump(wire::detail::toJson(signatures));
}

Result<std::vector<crypto::Jws>> signaturesOf(std::string_view text)
{
    auto json = wire::detail::parse(text, 4);
    if (!json)
        return tl::unexpected(json.error());
    std::vector<crypto::Jws> signatures;
    if (auto done = wire::detail::fromJson(*json, signatures); !done)
        return tl::unexpected(done.error());
    return signatures;
}

} // namespace countersign::server
