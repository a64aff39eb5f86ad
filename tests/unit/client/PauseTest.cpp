#include "client/Pause.h"

#include <QCoro/QCoroTask>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

// By value, so that nothing of it lies with who began it.
QCoro::Task<bool> waits(QPointer<QObject> whose, std::chrono::milliseconds time)
{
    co_await Pause(*whose, time);
    co_return !whose.isNull();
}

TEST(PauseTest, LastsItsTime)
{
    QObject whose;
    EXPECT_TRUE(QCoro::waitFor(waits(&whose, std::chrono::milliseconds(1))));
}

TEST(PauseTest, EndsWithWhomItIsFor)
{
    auto whose = std::make_unique<QObject>();
    auto task = waits(whose.get(), std::chrono::hours(1));
    ASSERT_FALSE(task.isReady());
    whose.reset();
    ASSERT_TRUE(task.isReady());
    EXPECT_FALSE(QCoro::waitFor(std::move(task)));
}

} // namespace
} // namespace countersign::client
