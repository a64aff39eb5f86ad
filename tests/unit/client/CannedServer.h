#pragma once

#include "client/Profile.h"
#include "server/http/Http.h"
#include "support/MemoryLog.h"
#include "wire/Session.h"

#include <mutex>
#include <thread>

#include <QTemporaryDir>

namespace countersign::test {

/// A real HTTPS server in this process that answers what the test put there, whatever it claims: two logs as
/// C2SP tiles, and texts by path. It knows no sessions.
class CannedServer
{
public:
    /// `clock`: its Date's; absent: the system's.
    explicit CannedServer(const Clock* clock = nullptr);
    ~CannedServer();

    /// A profile that believes this server's CA.
    [[nodiscard]] client::Profile profile(const ServerId& server, std::optional<Digest> root) const;

    /// Serves the tiles and entries of `log` as they are now, under its own checkpoint or `note`.
    void show(const std::string& name, const MemoryLog& log, std::string note = {});
    /// `name` has no checkpoint.
    void hide(const std::string& name);
    /// Answers `GET path` with this instead of what would be there.
    void put(const std::string& path, std::string body);
    /// Answers every `GET` of a path below `base` with what this makes of the rest of it.
    using Answers = std::function<Result<std::string>(const std::string& rest)>;
    void serve(const std::string& base, Answers answers);
    /// Answers `POST path` with what this makes of its body, on the server's thread.
    void answerPost(const std::string& path, std::function<std::string(const std::string& body)> make);
    /// Answers `POST path` with the problem of that code.
    void refusePost(const std::string& path, ErrorCode code);
    /// Whoever signs in is this person, whatever they type; the access token ends after so many seconds.
    /// Returns whom the grant names.
    wire::Me letIn(const PersonId& person, const ServerId& server, int expiresIn = 300);
    /// `GET path` ends in 404.
    void withhold(const std::string& path);
    /// As it would be again.
    void restore(const std::string& path);
    /// How often a path that starts so was asked for.
    [[nodiscard]] int asked(const std::string& prefix) const;
    /// Sends an event to everybody who listens; false when nobody does any more.
    bool push(const std::string& event, const std::string& data);
    /// Ends all event streams.
    void cut();

private:
    struct Shown
    {
        MemoryLog log;
        std::string note;
    };

    [[nodiscard]] http::Response answer(const http::Request& request);
    [[nodiscard]] Result<std::string> find(const std::string& path) const;

    QTemporaryDir m_folder;
    std::string m_caPem;
    mutable std::mutex m_mutex;
    std::map<std::string, Shown> m_logs;
    std::map<std::string, Answers> m_served;
    std::map<std::string, std::optional<std::string>> m_texts; // nothing: withheld
    std::map<std::string, std::function<std::string(const std::string&)>> m_posts;
    std::map<std::string, ErrorCode> m_refused;
    std::vector<std::string> m_asked;
    std::vector<std::shared_ptr<http::EventStream>> m_streams;
    std::unique_ptr<http::Listener> m_listener;
    std::thread m_thread;
};

} // namespace countersign::test
