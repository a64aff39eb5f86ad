#include "server/people/PeopleRoutes.h"

#include "base/Text.h"
#include "server/people/EnrolmentCodes.h"
#include "server/people/PeopleList.h"
#include "server/session/Privileged.h"

#include <algorithm>
#include <set>

namespace countersign::server {

namespace {

constexpr std::size_t longestName = 120;

// The route table asked for the role when the call came; what counts is whether it is held when the change
// happens.
Result<void> checkStillAdmin(const Transaction& transaction, const Call& call)
{
    const auto& state = transaction.trustState();
    // Before there is a root the admins are those of `countersignd init`, and nobody invites further ones.
    if (!state.founded())
        return fail(ErrorCode::RootMissing, "the admins have not founded this server yet");
    if (!state.holds(call.caller->person, wire::Role::Admin, state.size()))
        return fail(ErrorCode::RoleMissing, "no longer an admin");
    return {};
}

Result<void> checkAction(const Call& call, const Digest& action)
{
    if (action != actionOfCall(call.request.method, call.request.path))
        return fail(ErrorCode::ActionMismatch, "the code was typed for another action");
    return {};
}

Result<void> checkInvitation(const wire::Invitation& invitation)
{
    const auto& id = invitation.id.text();
    // Sign-in folds what is typed to lower case: a name with capitals would never be found.
    const bool capital = std::any_of(id.begin(), id.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!isIdText(id) || capital || invitation.id == wire::serverAuthor)
        return fail(ErrorCode::BadRequest, "not a name to sign in with");
    const auto& name = invitation.name;
    if (name.empty() || name.size() > longestName || !isUtf8(name) || !isPlainText(name) ||
        name.find_first_not_of(' ') == std::string::npos)
        return fail(ErrorCode::BadRequest, "not a person's name");
    const std::set<wire::Role> roles(invitation.invited.begin(), invitation.invited.end());
    if (roles.size() != invitation.invited.size())
        return fail(ErrorCode::BadRequest, "a role named twice");
    return {};
}

std::string joined(const std::vector<wire::Role>& roles)
{
    std::string text;
    for (const auto role : roles)
        text += (text.empty() ? "" : " ") + std::string(wire::enumText(role));
    return text;
}

// Hashing a code takes a while: it is done before the transaction, on a row that lends the code its place.
struct Issued
{
    Secret code;
    std::string hash;
};

Result<Issued> issue(Time now)
{
    PersonRow row;
    auto code = issueEnrolmentCode(row, now);
    if (!code)
        return tl::unexpected(code.error());
    return Issued{std::move(*code), std::move(row.codeHash)};
}

http::Response noContent()
{
    http::Response response;
    response.status = 204;
    return response;
}

class People
{
public:
    explicit People(const PeopleRooms& rooms) : m_rooms(rooms) {}

    Result<http::Response> list() { return listPeople(*m_rooms.store, *m_rooms.sessions).map(answerOf); }

    Result<http::Response> invite(Call& call)
    {
        const auto body = bodyOf<wire::Invitation>(call);
        if (!body)
            return tl::unexpected(body.error());
        if (auto done = checkAction(call, body->action); !done)
            return tl::unexpected(done.error());
        if (auto done = checkInvitation(*body); !done)
            return tl::unexpected(done.error());
        auto issued = issue(Time{});
        if (!issued)
            return tl::unexpected(issued.error());
        auto entry = call.entry("people.invite", body->id.text());
        entry.detail["name"] = body->name;
        entry.detail["roles"] = joined(body->invited);
        return withCode(call, entry, body->id, body->code, *issued,
                        [&](Transaction& transaction, std::uint64_t index, Time expires) -> Result<void> {
                            // A name that ever stood for somebody stands for nobody else.
                            if (findPerson(transaction.sql(), body->id) ||
                                transaction.trustState().people().contains(body->id))
                                return fail(ErrorCode::Conflict, "this name is taken");
                            PersonRow row;
                            row.id = body->id;
                            row.name = body->name;
                            row.invited = body->invited;
                            row.codeHash = issued->hash;
                            row.codeExpires = expires;
                            insertPerson(transaction.sql(), row, index);
                            return {};
                        });
    }

    Result<http::Response> newCode(Call& call)
    {
        const auto body = bodyOf<wire::Privileged>(call);
        if (!body)
            return tl::unexpected(body.error());
        if (auto done = checkAction(call, body->action); !done)
            return tl::unexpected(done.error());
        auto issued = issue(Time{});
        if (!issued)
            return tl::unexpected(issued.error());
        const PersonId person(call.path.at(0));
        return withCode(call, call.entry("people.code", person.text()), person, body->code, *issued,
                        [&](Transaction& transaction, std::uint64_t index, Time expires) -> Result<void> {
                            auto row = findPerson(transaction.sql(), person);
                            if (!row)
                                return fail(ErrorCode::NotFound);
                            if (row->disabled || transaction.trustState().disabled(person))
                                return fail(ErrorCode::AccountDisabled);
                            // Else one admin alone could take over an account: a reset needs two.
                            if (row->enrol == wire::EnrolState::Enrolled)
                                return fail(ErrorCode::Conflict, "enrolled, and not reset by two admins");
                            row->codeHash = issued->hash;
                            row->codeExpires = expires;
                            updatePerson(transaction.sql(), *row, index);
                            return {};
                        });
    }

    Result<http::Response> unlock(Call& call)
    {
        const auto body = bodyOf<wire::Privileged>(call);
        if (!body)
            return tl::unexpected(body.error());
        if (auto done = checkAction(call, body->action); !done)
            return tl::unexpected(done.error());
        const PersonId person(call.path.at(0));
        Privileged privileged(*m_rooms.store, *m_rooms.stepUp);
        const auto done =
            privileged.run<bool>(call, call.entry("people.unlock", person.text()), body->code,
                                 [&](Transaction& transaction, std::uint64_t index) -> Result<bool> {
                                     if (auto admin = checkStillAdmin(transaction, call); !admin)
                                         return tl::unexpected(admin.error());
                                     auto row = findPerson(transaction.sql(), person);
                                     if (!row)
                                         return fail(ErrorCode::NotFound);
                                     if (!row->locked)
                                         return fail(ErrorCode::Conflict, "is not locked");
                                     row->locked = false;
                                     row->wrongCodes = 0;
                                     updatePerson(transaction.sql(), *row, index);
                                     tellAfter(transaction);
                                     return true;
                                 });
        if (!done)
            return tl::unexpected(done.error());
        return noContent();
    }

private:
    static http::Response answerOf(const wire::People& people) { return answer(people); }

    void tellAfter(Transaction& transaction)
    {
        if (m_rooms.events)
            transaction.afterCommit([events = m_rooms.events] { events->people(); });
    }

    template <typename F>
    Result<http::Response> withCode(const Call& call, const wire::AuditEntry& entry, const PersonId& person,
                                    const Secret& typed, const Issued& issued, F&& change)
    {
        Privileged privileged(*m_rooms.store, *m_rooms.stepUp);
        const auto expires = privileged.run<Time>(
            call, entry, typed, [&](Transaction& transaction, std::uint64_t index) -> Result<Time> {
                if (auto admin = checkStillAdmin(transaction, call); !admin)
                    return tl::unexpected(admin.error());
                const auto until = transaction.now() + enrolmentCodeLife;
                if (auto done = change(transaction, index, until); !done)
                    return tl::unexpected(done.error());
                tellAfter(transaction);
                return until;
            });
        if (!expires)
            return tl::unexpected(expires.error());
        wire::EnrolmentCode shown;
        shown.person = person;
        shown.code = issued.code.clone();
        shown.expires = *expires;
        return answer(shown);
    }

    PeopleRooms m_rooms;
};

} // namespace

void addPeopleRoutes(RouteTable& table, const PeopleRooms& rooms)
{
    using wire::Role;
    const auto people = std::make_shared<People>(rooms);
    table.push_back({"GET",
                     "/v1/people",
                     Access::Roles,
                     {Role::Admin, Role::ComplianceOfficer},
                     StepUpNeed::None,
                     "people.list",
                     [people](Call&) { return people->list(); }});
    table.push_back({"POST",
                     "/v1/people",
                     Access::Roles,
                     {Role::Admin},
                     StepUpNeed::Code,
                     "people.invite",
                     [people](Call& call) { return people->invite(call); }});
    table.push_back({"POST",
                     "/v1/people/{id}/unlock",
                     Access::Roles,
                     {Role::Admin},
                     StepUpNeed::Code,
                     "people.unlock",
                     [people](Call& call) { return people->unlock(call); }});
    table.push_back({"POST",
                     "/v1/people/{id}/code",
                     Access::Roles,
                     {Role::Admin},
                     StepUpNeed::Code,
                     "people.code",
                     [people](Call& call) { return people->newCode(call); }});
}

} // namespace countersign::server
