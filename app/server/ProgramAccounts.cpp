#include "server/ProgramAccounts.h"

#include "server/ServerFolder.h"
#include "server/people/EnrolmentCodes.h"

#include <algorithm>

namespace countersign::server {

namespace {

Result<ServerFolder> openFolder(const Configuration& configuration, const Clock& clock)
{
    auto folder = ServerFolder::open(configuration, clock);
    if (!folder && folder.error().code == ErrorCode::Conflict)
        return fail(ErrorCode::Conflict,
                    folder.error().detail + "; stop it first: this is for when nobody else can help");
    return folder;
}

Result<PersonRow> personIn(Transaction& transaction, const PersonId& person)
{
    auto row = findPerson(transaction.sql(), person);
    if (!row)
        return fail(ErrorCode::NotFound, "there is no " + person.text());
    return std::move(*row);
}

bool isAdmin(const trust::TrustState& state, const PersonRow& row)
{
    if (state.founded())
        return state.holds(row.id, wire::Role::Admin, state.size());
    return std::find(row.invited.begin(), row.invited.end(), wire::Role::Admin) != row.invited.end();
}

Result<void> unlock(Transaction& transaction, const PersonId& person)
{
    auto row = personIn(transaction, person);
    if (!row)
        return tl::unexpected(row.error());
    if (!isAdmin(transaction.trustState(), *row))
        return fail(ErrorCode::RoleMissing,
                    person.text() + " is no admin; an admin unlocks this account in the console");
    if (!row->locked)
        return fail(ErrorCode::Conflict, person.text() + " is not locked");
    const auto index = transaction.audit(hostEntry("people.unlock", person.text()));
    if (!index)
        return tl::unexpected(index.error());
    row->locked = false;
    row->wrongCodes = 0;
    updatePerson(transaction.sql(), *row, *index);
    return {};
}

Result<void> putCode(Transaction& transaction, const PersonId& person, const PersonRow& issued)
{
    auto row = personIn(transaction, person);
    if (!row)
        return tl::unexpected(row.error());
    if (row->disabled || transaction.trustState().disabled(person))
        return fail(ErrorCode::AccountDisabled, person.text() + " is disabled");
    if (row->enrol == wire::EnrolState::Enrolled)
        return fail(ErrorCode::Conflict, person.text() + " has enrolled; a reset needs two admins");
    const auto index = transaction.audit(hostEntry("people.code", person.text()));
    if (!index)
        return tl::unexpected(index.error());
    row->codeHash = issued.codeHash;
    row->codeExpires = issued.codeExpires;
    updatePerson(transaction.sql(), *row, *index);
    return {};
}

} // namespace

Result<void> unlockOnHost(const Configuration& configuration, const PersonId& person, const Clock& clock)
{
    const auto folder = openFolder(configuration, clock);
    if (!folder)
        return tl::unexpected(folder.error());
    return folder->store->write([&](Transaction& transaction) { return unlock(transaction, person); });
}

Result<wire::EnrolmentCode> newCodeOnHost(const Configuration& configuration, const PersonId& person,
                                          const Clock& clock)
{
    const auto folder = openFolder(configuration, clock);
    if (!folder)
        return tl::unexpected(folder.error());
    PersonRow issued;
    auto code = issueEnrolmentCode(issued, clock.now());
    if (!code)
        return tl::unexpected(code.error());
    auto done =
        folder->store->write([&](Transaction& transaction) { return putCode(transaction, person, issued); });
    if (!done)
        return tl::unexpected(done.error());
    wire::EnrolmentCode shown;
    shown.person = person;
    shown.code = std::move(*code);
    shown.expires = issued.codeExpires;
    return shown;
}

} // namespace countersign::server
