#pragma once

#include "wire/Statement.h"

/// What was prepared on the server's host and is for admins to sign.
namespace countersign::wire {

/// A log that lost its tail (`countersignd recover`).
struct PendingRecovery
{
    Seen lost;                         ///< the last heads that are known to have been signed
    Seen kept;                         ///< of what was restored
    std::string trustLog;              ///< C2SP vkey of the new origin
    std::string auditLog;              ///< C2SP vkey of the new origin
    Time begun{};                      ///< when the host found out
    Time keptUntil{};                  ///< of the last audit entry that was kept
    std::optional<Time> lostUntil;     ///< of the last audit entry that was lost, where it can still be read
    std::vector<crypto::Jws> proposal; ///< the `log-recovery` that an admin signed already, else empty
};
template <typename V>
void fields(V& v, PendingRecovery& m)
{
    v("lost", m.lost);
    v("kept", m.kept);
    v("trustLog", m.trustLog);
    v("auditLog", m.auditLog);
    v("begun", m.begun);
    v("keptUntil", m.keptUntil);
    v("lostUntil", m.lostUntil);
    v("proposal", m.proposal);
}

/// Whether a statement says what the host found.
[[nodiscard]] inline bool says(const LogRecoveryBody& body, const PendingRecovery& pending)
{
    return body.lost == pending.lost && body.kept == pending.kept && body.trustLog == pending.trustLog &&
           body.auditLog == pending.auditLog;
}

/// Keys that the next root may name in place of the present ones (`countersignd next-keys`).
struct PreparedKeys
{
    crypto::PublicKey serverKey;
    std::string trustLog; ///< C2SP vkey, of the same name as now
    std::string auditLog; ///< C2SP vkey, of the same name as now
    Time made{};
};
template <typename V>
void fields(V& v, PreparedKeys& m)
{
    v("serverKey", m.serverKey);
    v("trustLog", m.trustLog);
    v("auditLog", m.auditLog);
    v("made", m.made);
}

/// `GET /v1/prepared`
struct Prepared
{
    std::optional<PendingRecovery> recovery;
    std::optional<PreparedKeys> keys;
};
template <typename V>
void fields(V& v, Prepared& m)
{
    v("recovery", m.recovery);
    v("keys", m.keys);
}

} // namespace countersign::wire
