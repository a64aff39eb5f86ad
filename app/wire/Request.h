#pragma once

#include "wire/Codec.h"

/// What an operator may ask for: `GET /v1/sources`.
namespace countersign::wire {

struct TypeCount
{
    std::string type;
    std::optional<std::uint64_t> count; ///< absent where the source does not tell
};
template <typename V>
void fields(V& v, TypeCount& m)
{
    v("type", m.type);
    v("count", m.count);
}

struct SourceGroup
{
    std::string id;
    std::string name;
    std::optional<std::uint64_t> patients;
};
template <typename V>
void fields(V& v, SourceGroup& m)
{
    v("id", m.id);
    v("name", m.name);
    v("patients", m.patients);
}

struct Source
{
    SourceId id;
    std::string name;
    bool reachable = false;
    std::vector<TypeCount> types;
    std::vector<SourceGroup> groups;
    std::optional<std::string> failure; ///< a code of `Error.h` where it is not reachable
};
template <typename V>
void fields(V& v, Source& m)
{
    v("id", m.id);
    v("name", m.name);
    v("reachable", m.reachable);
    v("types", m.types);
    v("groups", m.groups);
    v("failure", m.failure);
}

/// `GET /v1/recipients`: people who may be named as fetchers. The console checks each key in the trust log.
struct Recipient
{
    PersonId person;
    std::string name;
    KeyThumbprint key; ///< of the endorsed encryption key
};
template <typename V>
void fields(V& v, Recipient& m)
{
    v("person", m.person);
    v("name", m.name);
    v("key", m.key);
}

struct Sources
{
    std::vector<Source> sources;
    std::vector<Recipient> recipients;
    std::uint64_t policyVersion = 1;
};
template <typename V>
void fields(V& v, Sources& m)
{
    v("sources", m.sources);
    v("recipients", m.recipients);
    v("policyVersion", m.policyVersion);
}

} // namespace countersign::wire
