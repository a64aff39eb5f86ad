#pragma once

#include "wire/Submission.h"

/// People as admins see them: `GET /v1/people`.
namespace countersign::wire {

struct Person
{
    PersonId id; ///< also the name to sign in with
    std::string name;
    std::vector<Role> invited; ///< roles that the invitation proposed
    std::vector<Role> roles;   ///< in force
    EnrolState enrol = EnrolState::Invited;
    bool locked = false;
    bool disabled = false;
    std::optional<Time> seen;                    ///< last activity
    std::optional<StatementRecord> registration; ///< of the newest key
    std::optional<KeyThumbprint> key;            ///< endorsed or root signing key
};
template <typename V>
void fields(V& v, Person& m)
{
    v("id", m.id);
    v("name", m.name);
    v("invited", m.invited);
    v("roles", m.roles);
    v("enrol", m.enrol);
    v("locked", m.locked);
    v("disabled", m.disabled);
    v("seen", m.seen);
    v("registration", m.registration);
    v("key", m.key);
}

struct People
{
    std::vector<Person> people;
    /// Admin statements that wait for a second admin (role changes, registrations), with what was decided so
    /// far.
    std::vector<StatementRecord> waiting;
    std::vector<StatementRecord> decisions;
};
template <typename V>
void fields(V& v, People& m)
{
    v("people", m.people);
    v("waiting", m.waiting);
    v("decisions", m.decisions);
}

/// `POST /v1/people` (invite), `POST /v1/people/{id}/unlock`, `POST /v1/people/{id}/code` (a new enrolment
/// code, after `reset-mfa` took effect): privileged, each with a code for the action digest SHA-256(method ‖
/// space ‖ path).
struct Invitation
{
    PersonId id;
    std::string name;
    std::vector<Role> invited;
    Digest action;
    Secret code;
};
template <typename V>
void fields(V& v, Invitation& m)
{
    v("id", m.id);
    v("name", m.name);
    v("invited", m.invited);
    v("action", m.action);
    v("code", m.code);
}

struct Privileged
{
    Digest action;
    Secret code;
};
template <typename V>
void fields(V& v, Privileged& m)
{
    v("action", m.action);
    v("code", m.code);
}

struct EnrolmentCode
{
    PersonId person;
    Secret code; ///< shown once
    Time expires;
};
template <typename V>
void fields(V& v, EnrolmentCode& m)
{
    v("person", m.person);
    v("code", m.code);
    v("expires", m.expires);
}

} // namespace countersign::wire
