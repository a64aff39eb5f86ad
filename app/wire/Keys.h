#pragma once

#include "wire/Codec.h"

/// Key-encryption keys: `GET /v1/keys`.
namespace countersign::wire {

struct KeyRow
{
    KeyId id;
    std::string environment;
    std::string tenant;
    Sensitivity sensitivity = Sensitivity::Standard;
    KeyState state = KeyState::Active;
    std::string provider; ///< `software`
    Time created;
    int periodDays = 90;
    std::uint64_t files = 0;        ///< wrapped with it now
    std::vector<std::uint64_t> use; ///< wraps and unwraps on each of the last 30 days, today last
    std::optional<Time> lastUsed;
    std::string lastUse; ///< `wrap` or `unwrap`
};
template <typename V>
void fields(V& v, KeyRow& m)
{
    v("id", m.id);
    v("environment", m.environment);
    v("tenant", m.tenant);
    v("sensitivity", m.sensitivity);
    v("state", m.state);
    v("provider", m.provider);
    v("created", m.created);
    v("periodDays", m.periodDays);
    v("files", m.files);
    v("use", m.use);
    v("lastUsed", m.lastUsed);
    v("lastUse", m.lastUse);
}

struct KeyRows
{
    std::vector<KeyRow> keys;
};
template <typename V>
void fields(V& v, KeyRows& m)
{
    v("keys", m.keys);
}

} // namespace countersign::wire
