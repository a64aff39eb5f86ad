#include "server/api/Events.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

class Heard final : public http::EventStream
{
public:
    bool push(std::string_view event, std::string_view data) override
    {
        if (gone)
            return false;
        heard.push_back(std::string(event) + ' ' + std::string(data));
        return true;
    }
    void close() override { closed = true; }

    std::vector<std::string> heard;
    bool gone = false;
    bool closed = false;
};

TEST(Events, TellWhatChangedAndNeverWhatItSays)
{
    Events events;
    const auto stream = std::make_shared<Heard>();
    events.subscribe(stream, [] { return true; });
    events.job(JobId("job_1"), 7);
    events.people();
    events.log("trust");
    EXPECT_EQ(stream->heard, (std::vector<std::string>{R"(job {"id":"job_1","revision":7})", "people {}",
                                                       R"(log {"log":"trust"})"}));
}

TEST(Events, AStreamEndsWithItsSession)
{
    Events events;
    const auto stream = std::make_shared<Heard>();
    const auto other = std::make_shared<Heard>();
    bool allowed = true;
    events.subscribe(stream, [&] { return allowed; });
    events.subscribe(other, [] { return true; });
    events.sweep();
    EXPECT_FALSE(stream->closed);
    allowed = false;
    events.sweep();
    EXPECT_TRUE(stream->closed);
    events.people();
    EXPECT_TRUE(stream->heard.empty());
    EXPECT_EQ(other->heard.size(), 1u);
}

TEST(Events, APeerThatIsGoneIsForgotten)
{
    Events events;
    auto stream = std::make_shared<Heard>();
    events.subscribe(stream, [] { return true; });
    stream->gone = true;
    events.people();
    EXPECT_EQ(stream.use_count(), 1);
}

} // namespace
} // namespace countersign::server
