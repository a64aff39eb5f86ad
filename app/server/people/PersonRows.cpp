#include "server/people/PersonRows.h"

#include "base/Base64.h"
#include "wire/Codec.h"

namespace countersign::server {

namespace {

constexpr auto select =
    "SELECT id, name, invited, enrol, COALESCE(password, ''), COALESCE(totp, ''), COALESCE(totp_step, 0), "
    "COALESCE(wrong_codes, 0), COALESCE(locked, 0), COALESCE(disabled, 0), COALESCE(seen, 0), "
    "COALESCE(code_hash, ''), COALESCE(code_expires, 0) FROM people";

// The columns as SOCI exchanges them.
struct Columns
{
    std::string id, name, invited, enrol, password, totp, codeHash;
    long long totpStep = 0, seen = 0, codeExpires = 0, entry = 0;
    int wrongCodes = 0, locked = 0, disabled = 0;
};

std::vector<wire::Role> rolesOf(const std::string& text)
{
    const auto json = wire::detail::parse(text, 2);
    std::vector<wire::Role> roles;
    if (json && wire::detail::fromJson(*json, roles))
        return roles;
    return {};
}

PersonRow rowOf(Columns& c)
{
    PersonRow row;
    row.id = PersonId(c.id);
    row.name = c.name;
    row.invited = rolesOf(c.invited);
    row.enrol = wire::enumFromText<wire::EnrolState>(c.enrol).value_or(wire::EnrolState::Invited);
    row.password = c.password;
    row.totp = fromBase64Url(c.totp).value_or(Bytes());
    row.totpStep = c.totpStep;
    row.wrongCodes = c.wrongCodes;
    row.locked = c.locked != 0;
    row.disabled = c.disabled != 0;
    row.seen = fromMillis(c.seen);
    row.codeHash = c.codeHash;
    row.codeExpires = fromMillis(c.codeExpires);
    return row;
}

void fill(Columns& c, const PersonRow& row, std::uint64_t entry)
{
    c.id = row.id.text();
    c.name = row.name;
    c.invited = rolesText(row.invited);
    c.enrol = wire::enumText(row.enrol);
    c.password = row.password;
    c.totp = base64Url(row.totp);
    c.totpStep = row.totpStep;
    c.wrongCodes = row.wrongCodes;
    c.locked = row.locked ? 1 : 0;
    c.disabled = row.disabled ? 1 : 0;
    c.seen = toMillis(row.seen);
    c.codeHash = row.codeHash;
    c.codeExpires = toMillis(row.codeExpires);
    c.entry = static_cast<long long>(entry);
}

void writeRow(soci::session& sql, const char* statement, const PersonRow& row, std::uint64_t entry)
{
    Columns c;
    fill(c, row, entry);
    sql << statement, soci::use(c.name, "name"), soci::use(c.invited, "invited"), soci::use(c.enrol, "enrol"),
        soci::use(c.password, "password"), soci::use(c.totp, "totp"), soci::use(c.totpStep, "totp_step"),
        soci::use(c.wrongCodes, "wrong_codes"), soci::use(c.locked, "locked"),
        soci::use(c.disabled, "disabled"), soci::use(c.seen, "seen"), soci::use(c.codeHash, "code_hash"),
        soci::use(c.codeExpires, "code_expires"), soci::use(c.entry, "entry"), soci::use(c.id, "id");
}

void fetchInto(soci::statement& statement, Columns& c)
{
    statement.exchange(soci::into(c.id));
    statement.exchange(soci::into(c.name));
    statement.exchange(soci::into(c.invited));
    statement.exchange(soci::into(c.enrol));
    statement.exchange(soci::into(c.password));
    statement.exchange(soci::into(c.totp));
    statement.exchange(soci::into(c.totpStep));
    statement.exchange(soci::into(c.wrongCodes));
    statement.exchange(soci::into(c.locked));
    statement.exchange(soci::into(c.disabled));
    statement.exchange(soci::into(c.seen));
    statement.exchange(soci::into(c.codeHash));
    statement.exchange(soci::into(c.codeExpires));
}

std::vector<PersonRow> fetch(soci::session& sql, const std::string& tail, const std::string* id)
{
    Columns c;
    soci::statement statement(sql);
    fetchInto(statement, c);
    if (id)
        statement.exchange(soci::use(*id, "wanted"));
    statement.alloc();
    statement.prepare(select + tail);
    statement.define_and_bind();
    statement.execute();
    std::vector<PersonRow> rows;
    while (statement.fetch())
        rows.push_back(rowOf(c));
    return rows;
}

} // namespace

std::optional<PersonRow> findPerson(soci::session& sql, const PersonId& id)
{
    auto rows = fetch(sql, " WHERE id = :wanted", &id.text());
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<PersonRow> allPeople(soci::session& sql)
{
    return fetch(sql, " ORDER BY name, id", nullptr);
}

void insertPerson(soci::session& sql, const PersonRow& row, std::uint64_t entry)
{
    writeRow(
        sql,
        "INSERT INTO people (name, invited, enrol, password, totp, totp_step, wrong_codes, locked, "
        "disabled, seen, code_hash, code_expires, entry, id) VALUES (:name, :invited, :enrol, :password, "
        ":totp, :totp_step, :wrong_codes, :locked, :disabled, :seen, :code_hash, :code_expires, :entry, "
        ":id)",
        row, entry);
}

void updatePerson(soci::session& sql, const PersonRow& row, std::uint64_t entry)
{
    writeRow(sql,
             "UPDATE people SET name = :name, invited = :invited, enrol = :enrol, password = :password, "
             "totp = :totp, totp_step = :totp_step, wrong_codes = :wrong_codes, locked = :locked, "
             "disabled = :disabled, seen = :seen, code_hash = :code_hash, code_expires = :code_expires, "
             "entry = :entry WHERE id = :id",
             row, entry);
}

std::string rolesText(const std::vector<wire::Role>& roles)
{
    return wire::detail::dump(wire::detail::toJson(roles));
}

} // namespace countersign::server
