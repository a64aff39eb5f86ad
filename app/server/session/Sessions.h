#pragma once

#include "server/api/Authority.h"
#include "server/people/PersonRows.h"
#include "server/session/ServerFacts.h"
#include "server/store/Store.h"

#include <map>
#include <mutex>

namespace countersign::server {

/// Sessions (protocols.md §1). Access tokens live in memory, by hash, for 300 s at most; what must survive a
/// restart (refresh token hashes, ends) is in the table. Idle limit and whole length are kept here, not by
/// consoles.
class Sessions final : public Authority
{
public:
    struct Options
    {
        Store* store = nullptr;
        const Clock* clock = nullptr;
        ServerFacts facts;
    };
    explicit Sessions(Options options) : m_options(std::move(options)) {}

    static constexpr std::chrono::seconds tokenLife{300};
    static constexpr std::chrono::minutes idleLimit{15};
    static constexpr std::chrono::hours wholeLimit{12};

    /// A session as it stands in the table; becomes usable by `grant` once that is durable.
    struct Opened
    {
        SessionId id;
        PersonId person;
        std::string name;
        std::vector<wire::Role> invited;
        KeyThumbprint device;
        Secret refreshToken;
        Time lastActive;
        Time ends;
    };
    /// In the running transaction, under its open entry.
    [[nodiscard]] static Opened open(Transaction& transaction, const SessionId& id, const PersonRow& row,
                                     const KeyThumbprint& device, std::uint64_t entry);
    [[nodiscard]] wire::SessionGrant grant(Opened opened);

    /// Rotates. `RefreshReused` ends the session that the token once belonged to.
    [[nodiscard]] Result<wire::SessionGrant> refresh(const Call& call, const Secret& refreshToken);
    [[nodiscard]] Result<void> signOut(const Call& call);
    /// Ends a person's sessions in the running transaction; tokens die once it is durable.
    void endAll(Transaction& transaction, const PersonId& person, std::uint64_t entry);

    [[nodiscard]] Result<Caller> callerOf(std::string_view accessToken, const KeyThumbprint& device,
                                          bool background) override;
    [[nodiscard]] bool knows(const KeyThumbprint& device) const override;
    [[nodiscard]] bool alive(const SessionId& session) const override;
    [[nodiscard]] bool maySee(const SessionId& session, const JobAudience& audience) const override;
    [[nodiscard]] wire::Me me(const PersonId& person, const std::string& name,
                              const std::vector<wire::Role>& invited) const;
    [[nodiscard]] wire::Me me(const Caller& caller) const;
    /// The last activity of a person's sessions since the start.
    [[nodiscard]] std::optional<Time> lastActivity(const PersonId& person) const;
    /// Sessions that stand now and were used since the start.
    [[nodiscard]] std::size_t standing() const;
    /// Ends what has been idle too long, with its entry; called every second.
    void sweep();

private:
    struct Live
    {
        PersonId person;
        std::string name;
        std::vector<wire::Role> invited;
        KeyThumbprint device;
        Time lastActive;
        Time ends;
    };
    struct Token
    {
        SessionId session;
        Time expires;
    };
    struct Refreshed;

    [[nodiscard]] bool stands(const Live& live, Time now) const;
    [[nodiscard]] std::vector<wire::Role> rolesOf(const PersonId& person,
                                                  const std::vector<wire::Role>& invited) const;
    [[nodiscard]] Result<Refreshed> rotate(Transaction& transaction, const Call& call,
                                           const std::string& hash);
    [[nodiscard]] bool hasEnded(const SessionId& session) const;
    void forget(const SessionId& session);

    Options m_options;
    mutable std::mutex m_mutex;
    std::map<SessionId, Live> m_live;
    std::map<Digest, Token> m_tokens;
};

} // namespace countersign::server
