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

/// Prepared once, as every commit of a statement does it.
class StatementInsert
{
public:
    explicit StatementInsert(soci::session& sql)
        : m_insert(
              (sql.prepare << "INSERT INTO statements (digest, id, type, json, trust_index, audit_index, "
                              "entered, standing, job, entry) "
                              "VALUES (:digest, :id, :type, :json, :trust, :audit, :entered, :standing, "
                              ":job, :entry)",
               soci::use(m_digest), soci::use(m_id), soci::use(m_type), soci::use(m_json),
               soci::use(m_trustIndex, m_indicator), soci::use(m_auditIndex), soci::use(m_entered),
               soci::use(m_standing), soci::use(m_job), soci::use(m_auditIndex)))
    {
    }

    void insert(const StatementRow& row)
    {
        m_digest = row.digest.text();
        m_id = row.id.text();
        m_type = wire::enumText(row.type);
        m_json = signaturesText(row.signatures);
        m_trustIndex = static_cast<long long>(row.trustIndex.value_or(0));
        m_indicator = row.trustIndex ? soci::i_ok : soci::i_null;
        m_auditIndex = static_cast<long long>(row.auditIndex);
        m_entered = row.entered.time_since_epoch().count();
        m_standing = wire::enumText(row.standing);
        m_job = row.job.text();
        m_insert.execute(true);
    }

private:
    std::string m_digest, m_id, m_type, m_json, m_standing, m_job;
    long long m_trustIndex = 0, m_auditIndex = 0, m_entered = 0;
    soci::indicator m_indicator = soci::i_null;
    soci::statement m_insert; ///< last: the others are bound to it
};

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

void insertStatement(Transaction& transaction, const StatementRow& row)
{
    transaction.kept<StatementInsert>().insert(row);
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
    // Each text is JSON already: building a tree of it again was a seventh of the time of a commit.
    std::string text;
    for (const auto& signature : signatures)
        text += (text.empty() ? "[" : ",") + signature.text();
    return text.empty() ? "[]" : text + ']';
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
