#include "server/session/Sessions.h"

#include "base/Base64.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

Secret makeToken()
{
    auto text = base64Url(crypto::randomSecret(32).reveal());
    Secret token{std::string_view(text)};
    wipe(text);
    return token;
}

std::string hashOf(const Secret& token)
{
    return crypto::sha256(token.reveal()).text();
}

} // namespace

// What a refresh token led to; the transaction commits in each case.
struct Sessions::Refreshed
{
    std::optional<Opened> opened;
    std::optional<SessionId> ended; ///< by a token used twice
};

Sessions::Opened Sessions::open(Transaction& transaction, const SessionId& id, const PersonRow& row,
                                const KeyThumbprint& device, std::uint64_t entry)
{
    Opened opened{id,     row.id,      row.name,          row.invited,
                  device, makeToken(), transaction.now(), transaction.now() + wholeLimit};
    const auto hash = hashOf(opened.refreshToken);
    const auto jkt = device.text();
    const auto started = toMillis(transaction.now());
    const auto ends = toMillis(opened.ends);
    const auto index = static_cast<long long>(entry);
    transaction.sql()
        << "INSERT INTO sessions (id, person, jkt, refresh_hash, refresh_family, started, last_active, "
           "ends, ended, entry) VALUES (:id, :person, :jkt, :hash, :family, :started, :active, :ends, 0, "
           ":entry)",
        soci::use(id.text()), soci::use(row.id.text()), soci::use(jkt), soci::use(hash), soci::use(id.text()),
        soci::use(started), soci::use(started), soci::use(ends), soci::use(index);
    return opened;
}

wire::SessionGrant Sessions::grant(Opened opened)
{
    const auto now = m_options.clock->now();
    auto token = makeToken();
    const auto expires = std::min(now + tokenLife, opened.ends);
    wire::SessionGrant grant;
    grant.expiresIn = static_cast<int>(std::chrono::floor<std::chrono::seconds>(expires - now).count());
    grant.idleSeconds = static_cast<int>(std::chrono::seconds(idleLimit).count());
    grant.ends = opened.ends;
    grant.me = me(opened.person, opened.name, opened.invited);
    grant.refreshToken = std::move(opened.refreshToken);
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_tokens, [&](const auto& item) { return item.second.expires < now; });
        m_tokens[crypto::sha256(token.reveal())] = Token{opened.id, expires};
        // A call may have counted as activity since the row was written.
        const auto known = m_live.find(opened.id);
        const auto active =
            known == m_live.end() ? opened.lastActive : std::max(opened.lastActive, known->second.lastActive);
        m_live[opened.id] =
            Live{opened.person, opened.name, opened.invited, opened.device, active, opened.ends};
    }
    // Whoever ended the session since its row was written ended it before it was among the living.
    if (hasEnded(opened.id))
        forget(opened.id);
    grant.accessToken = std::move(token);
    return grant;
}

bool Sessions::hasEnded(const SessionId& session) const
{
    const auto ended = readFor<bool>(*m_options.store, [&](soci::session& sql) -> Result<bool> {
        int value = 1;
        sql << "SELECT ended FROM sessions WHERE id = :id", soci::into(value), soci::use(session.text());
        return value != 0;
    });
    return ended.value_or(true);
}

Result<Sessions::Refreshed> Sessions::rotate(Transaction& transaction, const Call& call,
                                             const std::string& hash)
{
    auto& sql = transaction.sql();
    std::string id, person, jkt;
    long long lastActive = 0, ends = 0;
    int ended = 0;
    sql << "SELECT id, person, jkt, last_active, ends, ended FROM sessions WHERE refresh_hash = :hash",
        soci::into(id), soci::into(person), soci::into(jkt), soci::into(lastActive), soci::into(ends),
        soci::into(ended), soci::use(hash);
    if (!sql.got_data()) {
        sql << "SELECT s.id, s.ended FROM spent_refresh r JOIN sessions s ON s.id = r.session"
               " WHERE r.hash = :hash",
            soci::into(id), soci::into(ended), soci::use(hash);
        // One alarm a session: an old token must not fill the log.
        if (!sql.got_data() || ended != 0)
            return fail(ErrorCode::SessionEnded, "unknown refresh token");
        // Somebody has a copy. Whoever it is, the session is over (RFC 9700 §4.14.2).
        auto alarm = call.entry("session.refresh-reused", id);
        alarm.outcome = "denied";
        const auto entry = transaction.audit(alarm);
        if (!entry)
            return tl::unexpected(entry.error());
        const auto index = static_cast<long long>(*entry);
        sql << "UPDATE sessions SET ended = 1, entry = :entry WHERE id = :id", soci::use(index),
            soci::use(id);
        return Refreshed{{}, SessionId(id)};
    }
    const SessionId session(id);
    auto active = fromMillis(lastActive);
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_live.find(session); found != m_live.end())
            active = std::max(active, found->second.lastActive);
    }
    const auto now = transaction.now();
    auto row = findPerson(sql, PersonId(person));
    if (ended != 0 || !row || row->locked || row->disabled || now >= fromMillis(ends) ||
        now - active >= idleLimit)
        return fail(ErrorCode::SessionEnded);
    if (jkt != call.device.text())
        return fail(ErrorCode::ProofRefused, "another device's refresh token");

    auto refreshed = call.entry("session.refresh", id);
    refreshed.actor.person = person;
    refreshed.actor.name = row->name;
    const auto entry = transaction.audit(refreshed);
    if (!entry)
        return tl::unexpected(entry.error());
    const auto index = static_cast<long long>(*entry);
    Opened opened{session,     row->id,     row->name, row->invited,
                  call.device, makeToken(), active,    fromMillis(ends)};
    const auto newHash = hashOf(opened.refreshToken);
    const auto activeMillis = toMillis(active);
    sql << "INSERT INTO spent_refresh (hash, session, entry) VALUES (:hash, :session, :entry)",
        soci::use(hash), soci::use(id), soci::use(index);
    sql << "UPDATE sessions SET refresh_hash = :hash, last_active = :active, entry = :entry WHERE id = :id",
        soci::use(newHash), soci::use(activeMillis), soci::use(index), soci::use(id);
    row->seen = std::max(row->seen, active);
    updatePerson(sql, *row, *entry);
    return Refreshed{std::move(opened), {}};
}

Result<wire::SessionGrant> Sessions::refresh(const Call& call, const Secret& refreshToken)
{
    auto done = writeFor<Refreshed>(*m_options.store, [&](Transaction& transaction) {
        return rotate(transaction, call, hashOf(refreshToken));
    });
    if (!done)
        return tl::unexpected(done.error());
    if (done->ended) {
        spdlog::warn("a refresh token came twice; session {} ended", done->ended->text());
        forget(*done->ended);
        return fail(ErrorCode::RefreshReused);
    }
    return grant(std::move(*done->opened));
}

Result<void> Sessions::signOut(const Call& call)
{
    const auto& id = call.caller->session;
    auto done = m_options.store->write([&](Transaction& transaction) -> Result<void> {
        const auto entry = transaction.audit(call.entry("session.sign-out", id.text()));
        if (!entry)
            return tl::unexpected(entry.error());
        const auto index = static_cast<long long>(*entry);
        transaction.sql() << "UPDATE sessions SET ended = 1, entry = :entry WHERE id = :id", soci::use(index),
            soci::use(id.text());
        return {};
    });
    if (done)
        forget(id);
    return done;
}

void Sessions::endAll(Transaction& transaction, const PersonId& person, std::uint64_t entry)
{
    const auto index = static_cast<long long>(entry);
    transaction.sql() << "UPDATE sessions SET ended = 1, entry = :entry WHERE person = :person AND ended = 0",
        soci::use(index), soci::use(person.text());
    transaction.afterCommit([this, person] {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_live, [&](const auto& item) { return item.second.person == person; });
    });
}

bool Sessions::stands(const Live& live, Time now) const
{
    return now < live.ends && now - live.lastActive < idleLimit;
}

Result<Caller> Sessions::callerOf(std::string_view accessToken, const KeyThumbprint& device, bool background)
{
    const auto now = m_options.clock->now();
    const auto hash = crypto::sha256(accessToken);
    Caller caller;
    std::vector<wire::Role> invited;
    {
        const std::lock_guard lock(m_mutex);
        const auto token = m_tokens.find(hash);
        if (token == m_tokens.end() || now >= token->second.expires)
            return fail(ErrorCode::SessionEnded, "unknown or expired access token");
        const auto found = m_live.find(token->second.session);
        if (found == m_live.end() || !stands(found->second, now))
            return fail(ErrorCode::SessionEnded);
        auto& live = found->second;
        if (live.device != device)
            return fail(ErrorCode::ProofRefused, "another device's access token");
        if (!background)
            live.lastActive = now;
        caller.person = live.person;
        caller.name = live.name;
        caller.session = token->second.session;
        caller.device = device;
        caller.token = wire::AuditToken{hash.text().substr(0, 16), {"admin-api"}, token->second.expires};
        invited = live.invited;
    }
    caller.roles = rolesOf(caller.person, invited);
    return caller;
}

std::vector<wire::Role> Sessions::rolesOf(const PersonId& person,
                                          const std::vector<wire::Role>& invited) const
{
    std::vector<wire::Role> roles;
    m_options.store->withTrust([&](const trust::TrustState& state) {
        if (state.founded())
            roles = state.rolesAt(person, state.size());
        else if (std::find(invited.begin(), invited.end(), wire::Role::Admin) != invited.end())
            roles = {wire::Role::Admin};
    });
    return roles;
}

bool Sessions::knows(const KeyThumbprint& device) const
{
    const auto now = m_options.clock->now();
    const std::lock_guard lock(m_mutex);
    return std::ranges::any_of(
        m_live, [&](const auto& item) { return item.second.device == device && stands(item.second, now); });
}

bool Sessions::alive(const SessionId& session) const
{
    const auto now = m_options.clock->now();
    const std::lock_guard lock(m_mutex);
    const auto found = m_live.find(session);
    return found != m_live.end() && stands(found->second, now);
}

bool Sessions::maySee(const SessionId& session, const JobAudience& audience) const
{
    const auto now = m_options.clock->now();
    std::optional<Live> live;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_live.find(session); found != m_live.end() && stands(found->second, now))
            live = found->second;
    }
    return live && server::maySee(live->person, rolesOf(live->person, live->invited), audience);
}

wire::Me Sessions::me(const PersonId& person, const std::string& name,
                      const std::vector<wire::Role>& invited) const
{
    wire::Me me;
    me.person = person;
    me.name = name;
    me.roles = rolesOf(person, invited);
    me.server = m_options.facts.id;
    me.serverName = m_options.facts.name;
    me.environment = m_options.facts.environment;
    m_options.store->withTrust([&](const trust::TrustState& state) {
        me.founded = state.founded();
        const auto found = state.people().find(person);
        if (found == state.people().end())
            return;
        const auto& keys = found->second.keys;
        me.keyEndorsed = std::any_of(keys.begin(), keys.end(), [&](const KeyThumbprint& key) {
            return state.keyAt(key, state.size()).has_value();
        });
    });
    return me;
}

wire::Me Sessions::me(const Caller& caller) const
{
    auto answer = me(caller.person, caller.name, {});
    answer.roles = caller.roles;
    return answer;
}

std::optional<Time> Sessions::lastActivity(const PersonId& person) const
{
    std::optional<Time> last;
    const std::lock_guard lock(m_mutex);
    for (const auto& [id, live] : m_live)
        if (live.person == person && (!last || *last < live.lastActive))
            last = live.lastActive;
    return last;
}

std::size_t Sessions::standing() const
{
    const auto now = m_options.clock->now();
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(
        std::ranges::count_if(m_live, [&](const auto& item) { return stands(item.second, now); }));
}

void Sessions::forget(const SessionId& session)
{
    const std::lock_guard lock(m_mutex);
    m_live.erase(session);
    std::erase_if(m_tokens, [&](const auto& item) { return item.second.session == session; });
}

void Sessions::sweep()
{
    const auto now = m_options.clock->now();
    std::vector<std::pair<SessionId, Live>> over;
    {
        const std::lock_guard lock(m_mutex);
        for (auto it = m_live.begin(); it != m_live.end();) {
            // After the clock was set back nobody has longer than before.
            it->second.lastActive = std::min(it->second.lastActive, now);
            if (stands(it->second, now)) {
                ++it;
                continue;
            }
            over.emplace_back(it->first, it->second);
            it = m_live.erase(it);
        }
        std::erase_if(m_tokens, [&](const auto& item) { return !m_live.contains(item.second.session); });
    }
    for (const auto& [id, live] : over) {
        const auto done = m_options.store->write([&](Transaction& transaction) -> Result<void> {
            wire::AuditEntry lock;
            lock.action = "session.lock";
            lock.object = id.text();
            lock.outcome = "done";
            lock.actor.person = live.person.text();
            lock.actor.name = live.name;
            lock.actor.key = live.device;
            lock.detail["why"] = now >= live.ends ? "length" : "idle";
            const auto entry = transaction.audit(lock);
            if (!entry)
                return tl::unexpected(entry.error());
            const auto index = static_cast<long long>(*entry);
            transaction.sql() << "UPDATE sessions SET ended = 1, entry = :entry WHERE id = :id",
                soci::use(index), soci::use(id.text());
            return {};
        });
        if (!done)
            spdlog::error("the end of session {} could not be logged: {}", id.text(), done.error().detail);
    }
}

} // namespace countersign::server
