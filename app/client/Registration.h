#pragma once

#include "client/PersonKeys.h"
#include "crypto/Jws.h"
#include "wire/Statement.h"

namespace countersign::client {

/// Whose keys are to be registered, and where.
struct Registrant
{
    PersonId person;
    std::string name;
    ServerId server;
};

/// A `key-registration`, signed by the very key that it registers. Nothing is seen: who enrols has no session
/// to read the logs with.
[[nodiscard]] crypto::Jws registrationOf(const PersonKeys& keys, const Registrant& who, const QString& device,
                                         Time now, std::optional<KeyThumbprint> replaces = {});

} // namespace countersign::client
