#include "client/Async.h"

#include <deque>
#include <map>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

/// Runs that end when the test says.
class FreshRunTest : public testing::Test
{
protected:
    struct Held
    {
        std::deque<std::coroutine_handle<>>& waiting;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiter) { waiting.push_back(waiter); }
        void await_resume() const noexcept {}
    };
    QCoro::Task<Result<void>> work()
    {
        const int mine = ++begun;
        co_await Held{m_held};
        if (mine == failing)
            co_return fail(ErrorCode::Timeout);
        co_return Result<void>{};
    }
    QCoro::Task<void> call(int number)
    {
        const auto start = [this] { return work(); };
        const auto result = co_await (*shared)(start);
        ended[number] = result ? std::string("done") : std::string(codeText(result.error().code));
    }
    void endRun()
    {
        const auto run = m_held.front();
        m_held.pop_front();
        run.resume();
    }

    std::unique_ptr<FreshRun> shared = std::make_unique<FreshRun>();
    int begun = 0;
    int failing = 0;
    std::map<int, std::string> ended;

private:
    std::deque<std::coroutine_handle<>> m_held;
};

using Ended = std::map<int, std::string>;

TEST_F(FreshRunTest, WhoCallsDuringARunSharesTheNext)
{
    for (int number = 1; number <= 4; ++number)
        detach(call(number));
    EXPECT_EQ(begun, 1);
    endRun();
    EXPECT_EQ(ended, (Ended{{1, "done"}}));
    EXPECT_EQ(begun, 2) << "the others asked for what the first may not have seen";
    detach(call(5));
    endRun();
    EXPECT_EQ(ended, (Ended{{1, "done"}, {2, "done"}, {3, "done"}, {4, "done"}}));
    EXPECT_EQ(begun, 3);
    endRun();
    EXPECT_EQ(ended.at(5), "done");
    detach(call(6));
    EXPECT_EQ(begun, 4) << "when nothing is under way a call begins at once";
    endRun();
    EXPECT_EQ(ended.size(), 6u);
}

TEST_F(FreshRunTest, EachRunHasItsOwnEnd)
{
    failing = 2;
    for (int number = 1; number <= 3; ++number)
        detach(call(number));
    endRun();
    endRun();
    EXPECT_EQ(ended, (Ended{{1, "done"}, {2, "timeout"}, {3, "timeout"}}));
}

TEST_F(FreshRunTest, NothingBeginsForAnOwnerThatIsGone)
{
    for (int number = 1; number <= 3; ++number)
        detach(call(number));
    shared.reset();
    endRun();
    EXPECT_EQ(ended, (Ended{{1, "done"}, {2, "cancelled"}, {3, "cancelled"}}));
    EXPECT_EQ(begun, 1);
}

} // namespace
} // namespace countersign::client
