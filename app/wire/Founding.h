#pragma once

#include "wire/Statement.h"

/// Before there is a root: two admins enrol, read their thumbprints to one another and sign version 1.
namespace countersign::wire {

/// `GET /v1/founding`
struct Founding
{
    ServerId server;
    std::string serverName;
    std::string environment;
    crypto::PublicKey serverKey;
    std::string trustLog; ///< C2SP vkey
    std::string auditLog;
    Policy policy;                          ///< that the server proposes
    std::vector<crypto::Jws> registrations; ///< of the admins enrolled so far
    std::vector<PersonId> expected;         ///< admins who are to enrol
    std::vector<crypto::Jws> proposal;      ///< the root proposed, with the signatures so far
};
template <typename V>
void fields(V& v, Founding& m)
{
    v("server", m.server);
    v("serverName", m.serverName);
    v("environment", m.environment);
    v("serverKey", m.serverKey);
    v("trustLog", m.trustLog);
    v("auditLog", m.auditLog);
    v("policy", m.policy);
    v("registrations", m.registrations);
    v("expected", m.expected);
    v("proposal", m.proposal);
}

} // namespace countersign::wire
