#include "StoreFixture.h"

#include <algorithm>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace countersign::test {
namespace {

using namespace server;

class CrashTest : public StoreFixture
{
protected:
    // Writes until it is killed, telling each write that was acknowledged.
    [[noreturn]] void writeForEver(int round, int acknowledged)
    {
        if (!tryOpen())
            ::_exit(1);
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&, thread] {
                for (std::uint64_t i = 0;; ++i) {
                    const std::uint64_t id = (static_cast<std::uint64_t>(round * 4 + thread) << 32) + i;
                    if (!write(std::to_string(id)) || ::write(acknowledged, &id, sizeof id) != sizeof id)
                        ::_exit(2);
                }
            });
        for (auto& thread : threads)
            thread.join();
        ::_exit(3);
    }

    // The ids that a child had acknowledged when it was killed after about `most` of them.
    std::vector<std::uint64_t> runAndKill(int round, int most)
    {
        int ends[2] = {};
        EXPECT_EQ(::pipe(ends), 0);
        const auto child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            writeForEver(round, ends[1]);
        }
        ::close(ends[1]);
        std::vector<std::uint64_t> ids;
        std::uint64_t id = 0;
        while (::read(ends[0], &id, sizeof id) == sizeof id) { // pipes keep such small writes whole
            ids.push_back(id);
            if (static_cast<int>(ids.size()) == most)
                ::kill(child, SIGKILL);
        }
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "ended by itself: " << status;
        return ids;
    }
};

TEST_F(CrashTest, WhatWasAcknowledgedSurvivesKill)
{
    std::minstd_rand random(20261124);
    std::vector<std::string> acknowledged;
    for (int round = 0; round < 6; ++round) {
        const auto ids = runAndKill(round, 5 + static_cast<int>(random() % 300));
        for (const auto id : ids)
            acknowledged.push_back(std::to_string(id));
        std::sort(acknowledged.begin(), acknowledged.end());
        open();
        const auto found = keys();
        EXPECT_TRUE(std::includes(found.begin(), found.end(), acknowledged.begin(), acknowledged.end()))
            << "round " << round;
        EXPECT_EQ(found.size(), auditSize()) << "no row without its entry, no entry without its row";
        const auto whole = store->verifyWholeLog(LogName::Audit);
        EXPECT_TRUE(whole) << whole.error().detail;
        EXPECT_EQ(opened(*store->checkpoint(LogName::Audit), *auditSigner).size, auditSize());
        close();
    }
}

} // namespace
} // namespace countersign::test
