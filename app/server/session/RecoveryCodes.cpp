#include "server/session/RecoveryCodes.h"

#include "crypto/Sha256.h"
#include "server/people/EnrolmentCodes.h"

namespace countersign::server {

namespace {

// The person's id goes into the hash, so that equal codes of two people would not show.
std::string hashOf(const PersonId& person, const Secret& code)
{
    const auto plain = normalisedCode(code);
    crypto::Sha256 hash;
    hash.add(bytesOf(person.text()));
    hash.add(bytesOf(" "));
    hash.add(plain.reveal());
    return hash.finish().text();
}

} // namespace

std::vector<std::string> replaceRecoveryCodes(soci::session& sql, const PersonId& person, std::uint64_t entry)
{
    deleteRecoveryCodes(sql, person);
    std::vector<std::string> codes;
    const auto index = static_cast<long long>(entry);
    for (int i = 0; i < recoveryCodeCount; ++i) {
        const auto code = makeCode();
        const auto hash = hashOf(person, code);
        sql << "INSERT INTO recovery_codes (person, hash, used, entry) VALUES (:person, :hash, 0, :entry)",
            soci::use(person.text()), soci::use(hash), soci::use(index);
        codes.emplace_back(code.revealText());
    }
    return codes;
}

bool spendRecoveryCode(soci::session& sql, const PersonId& person, const Secret& code, std::uint64_t entry)
{
    const auto hash = hashOf(person, code);
    const auto index = static_cast<long long>(entry);
    int found = 0;
    sql << "SELECT COUNT(*) FROM recovery_codes WHERE person = :person AND hash = :hash AND used = 0",
        soci::into(found), soci::use(person.text()), soci::use(hash);
    if (found != 1)
        return false;
    sql << "UPDATE recovery_codes SET used = 1, entry = :entry WHERE person = :person AND hash = :hash",
        soci::use(index), soci::use(person.text()), soci::use(hash);
    return true;
}

void deleteRecoveryCodes(soci::session& sql, const PersonId& person)
{
    sql << "DELETE FROM recovery_codes WHERE person = :person", soci::use(person.text());
}

} // namespace countersign::server
