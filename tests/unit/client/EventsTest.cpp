#include "client/Events.h"

#include "CannedServer.h"
#include "support/ManualClock.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

constexpr int patience = 20'000; // ms, before a test fails

class EventsTest : public testing::Test
{
protected:
    ~EventsTest() override
    {
        events.stop();
        connection.close();
    }

    void listen()
    {
        QSignalSpy connected(&events, &Events::connected);
        events.start();
        ASSERT_TRUE(connected.count() > 0 || connected.wait(patience));
    }
    // The head is here before the server has its stream.
    void push(const std::string& event, const std::string& data)
    {
        while (!server.push(event, data))
            QCoreApplication::processEvents();
    }

    test::ManualClock clock;
    test::CannedServer server;
    Connection connection{server.profile(ServerId("srv_test"), std::nullopt), clock};
    Events events{connection};
};

TEST_F(EventsTest, TellsWhatChanged)
{
    QSignalSpy jobs(&events, &Events::jobChanged);
    QSignalSpy people(&events, &Events::peopleChanged);
    QSignalSpy logs(&events, &Events::logChanged);
    listen();
    push("people", "{}");
    push("unknown", "{}");
    push("job", "{\"id\":\"job_1\"}"); // not as the protocol says
    push("log", R"({"log":"trust"})");
    push("job", R"({"id":"job_1","revision":7})");
    ASSERT_TRUE(jobs.count() > 0 || jobs.wait(patience));
    EXPECT_EQ(jobs.count(), 1);
    EXPECT_EQ(jobs[0][0].toString(), "job_1");
    EXPECT_EQ(jobs[0][1].toULongLong(), 7);
    EXPECT_EQ(people.count(), 1);
    ASSERT_EQ(logs.count(), 1);
    EXPECT_EQ(logs[0][0].toString(), "trust");
}

TEST_F(EventsTest, TakesTheStreamUpAgainAfterALoss)
{
    listen();
    push("people", "{}");
    QSignalSpy connected(&events, &Events::connected);
    server.cut();
    ASSERT_TRUE(connected.wait(patience));
    QSignalSpy people(&events, &Events::peopleChanged);
    push("people", "{}");
    EXPECT_TRUE(people.count() > 0 || people.wait(patience));
}

TEST_F(EventsTest, StaysQuietOnceStopped)
{
    listen();
    QSignalSpy people(&events, &Events::peopleChanged);
    push("people", "{}");
    events.stop();
    // The server notices that nobody listens any more; nothing arrives here.
    while (server.push("people", "{}"))
        QCoreApplication::processEvents();
    EXPECT_EQ(people.count(), 0);
    EXPECT_EQ(server.asked("/v1/events"), 1);
}

} // namespace
} // namespace countersign::client
