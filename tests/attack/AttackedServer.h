#pragma once

#include "attack/Desk.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>

namespace countersign::test {

/// A good client at work on a thread of its own while this lives: every call of its must be answered.
class GoodClient
{
public:
    /// `desk`: signed in; nobody else's until the end.
    explicit GoodClient(Desk& desk);
    ~GoodClient();
    GoodClient(const GoodClient&) = delete;
    GoodClient& operator=(const GoodClient&) = delete;

    /// At least so many more calls are answered, from now on. Throws where one is not.
    void goesOn(int calls = 3) const;

private:
    void work();

    Desk& m_desk;
    std::atomic<int> m_answered = 0;
    std::atomic<bool> m_failed = false;
    std::atomic<bool> m_over = false;
    std::thread m_thread;
};

/// The real server in this process, on TLS sockets, with one admin signed in; attackers come from other
/// addresses than hers.
class AttackedServer : public testing::Test
{
protected:
    explicit AttackedServer(const http::Limits& limits = {});

    /// Ends the server and looks into its log: nothing was changed but by the set-up. How often each refused
    /// thing is there, by `action code`, repetitions included.
    [[nodiscard]] std::map<std::string, int> refusedAndNothingChanged();

    [[nodiscard]] Attacker attacker() const { return Attacker(world.port()); }
    /// What comes back for bytes as they stand, until the server hangs up.
    [[nodiscard]] std::string raw(std::string_view bytes) const;

    TrialWorld world;
    Desk amira;
};

} // namespace countersign::test
