#include "server/approval/FoundingRows.h"

#include "server/approval/StatementRows.h"

#include <algorithm>

namespace countersign::server {

Result<FoundingRows> readFounding(soci::session& sql)
{
    FoundingRows rows;
    for (auto& person : allPeople(sql))
        if (std::find(person.invited.begin(), person.invited.end(), wire::Role::Admin) !=
            person.invited.end())
            rows.admins.push_back(std::move(person));
    std::string kind, person, json;
    soci::statement statement = (sql.prepare << "SELECT kind, person, json FROM founding ORDER BY entry",
                                 soci::into(kind), soci::into(person), soci::into(json));
    statement.execute();
    while (statement.fetch()) {
        auto signatures = signaturesOf(json);
        if (!signatures)
            return tl::unexpected(signatures.error());
        auto opened = wire::openStatement(std::move(*signatures));
        if (!opened)
            return tl::unexpected(opened.error());
        if (kind == "root")
            rows.proposal = std::move(*opened);
        else
            rows.registrations.insert_or_assign(PersonId(person), std::move(*opened));
    }
    return rows;
}

void writeProposal(soci::session& sql, const wire::SignedStatement& proposal, const PersonId& signer,
                   std::uint64_t entry)
{
    const auto digest = proposal.digest.text();
    const auto json = signaturesText(proposal.signatures);
    const auto index = static_cast<long long>(entry);
    sql << "DELETE FROM founding WHERE kind = 'root'";
    sql << "INSERT INTO founding (digest, kind, person, json, entry) VALUES (:digest, 'root', :person, "
           ":json, :entry)",
        soci::use(digest), soci::use(signer.text()), soci::use(json), soci::use(index);
}

} // namespace countersign::server
