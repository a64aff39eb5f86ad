#include "trust/StoredState.h"

#include "trust/Packing.h"

#include <algorithm>

namespace countersign::trust {

template <typename V>
void fields(V& v, Span& m)
{
    v("from", m.from);
    v("to", m.to);
}

template <typename V>
void fields(V& v, Ended& m)
{
    v("index", m.index);
    v("voidFrom", m.voidFrom);
    v("cause", m.cause);
    v("statement", m.statement);
}

template <typename V>
void fields(V& v, KeyRecord& m)
{
    v("person", m.person);
    v("name", m.name);
    v("device", m.device);
    v("signing", m.signing);
    v("encryption", m.encryption);
    v("registration", m.registration);
    v("root", m.root);
    v("endorsers", m.endorsers);
    v("valid", m.valid);
    v("earlier", m.earlier);
    v("vouchedBy", m.vouchedBy);
    v("vouched", m.vouched);
    v("registered", m.registered);
    v("revoked", m.revoked);
}

template <typename V>
void fields(V& v, PersonRecord& m)
{
    v("person", m.person);
    v("name", m.name);
    v("keys", m.keys);
    v("roles", m.roles);
}

template <typename V>
void fields(V& v, AdminApproval& m)
{
    v("person", m.person);
    v("key", m.key);
    v("index", m.index);
    v("entered", m.entered);
}

template <typename V>
void fields(V& v, AdminMatter& m)
{
    v("index", m.index);
    v("entered", m.entered);
    v("signedStatement", m.signedStatement);
    v("standing", m.standing);
    v("approvals", m.approvals);
    v("vouched", m.vouched);
}

template <typename V>
void fields(V& v, RootVersion& m)
{
    v("index", m.index);
    v("digest", m.digest);
    v("body", m.body);
}

template <typename V>
void fields(V& v, LogKeys& m)
{
    v("index", m.index);
    v("trust", m.trust);
    v("audit", m.audit);
}

template <typename V>
void fields(V& v, Recovery& m)
{
    v("index", m.index);
    v("time", m.time);
    v("body", m.body);
    v("signers", m.signers);
}

template <typename V>
void fields(V& v, HeldEnding& m)
{
    v("index", m.index);
    v("entered", m.entered);
    v("signedStatement", m.signedStatement);
}

template <typename V>
void fields(V& v, Place& m)
{
    v("index", m.index);
    v("time", m.time);
    v("type", m.type);
    v("id", m.id);
    v("inFull", m.inFull);
    v("request", m.request);
}

template <typename V>
void fields(V& v, TrustState& m)
{
    v("pinnedRoot", m.m_pinnedRoot);
    v("roots", m.m_roots);
    v("policies", m.m_policies);
    v("logKeys", m.m_logKeys);
    v("recoveries", m.m_recoveries);
    v("server", m.m_server);
    v("size", m.m_size);
    v("lastTime", m.m_lastTime);
    v("keys", m.m_keys);
    v("signingOf", m.m_signingOf);
    v("people", m.m_people);
    v("matters", m.m_matters);
    v("open", m.m_open);
    v("endings", m.m_endings);
    v("released", m.m_released);
    v("places", m.m_places);
    v("ids", m.m_ids);
    v("disabled", m.m_disabled);
}

// What the rules take for granted, as `at()` and `back()`.
bool TrustState::coherent() const
{
    const auto known = [&](const auto& row) { return m_keys.contains(row.second); };
    const auto hasKeys = [&](const auto& row) {
        return std::all_of(row.second.keys.begin(), row.second.keys.end(),
                           [&](const auto& key) { return m_keys.contains(key); });
    };
    return !m_roots.empty() && !m_policies.empty() && !m_logKeys.empty() && m_places.size() == m_size &&
           m_ids.size() == m_size && std::all_of(m_signingOf.begin(), m_signingOf.end(), known) &&
           std::all_of(m_people.begin(), m_people.end(), hasKeys) &&
           std::all_of(m_disabled.begin(), m_disabled.end(), hasKeys) &&
           std::all_of(m_disabled.begin(), m_disabled.end(),
                       [&](const auto& row) { return m_people.contains(row.first); }) &&
           std::all_of(m_keys.begin(), m_keys.end(),
                       [&](const auto& row) { return m_people.contains(row.second.person); }) &&
           std::all_of(m_open.begin(), m_open.end(),
                       [&](const auto& digest) { return m_matters.contains(digest); });
}

Bytes packState(const TrustState& state)
{
    packing::Packer packer;
    packer.put(state);
    return packer.take();
}

Result<TrustState> unpackState(ByteView bytes)
{
    TrustState state;
    packing::Unpacker unpacker(bytes);
    unpacker.get(state);
    if (!unpacker.whole() || !state.coherent())
        return fail(ErrorCode::UnsupportedContent, "not a replayed state");
    return state;
}

} // namespace countersign::trust
