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

const Events::Sees all = [](const JobAudience&) { return true; };

TEST(Events, OfAnExportGoToThoseWhoSeeItAlone)
{
    Events events;
    const auto author = std::make_shared<Heard>();
    const auto stranger = std::make_shared<Heard>();
    const auto seenBy = [](const char* person) {
        return [person](const JobAudience& audience) { return audience.author == PersonId(person); };
    };
    events.subscribe(
        SessionId("ses_1"), author, [] { return true; }, seenBy("olga"));
    events.subscribe(
        SessionId("ses_1"), stranger, [] { return true; }, seenBy("otto"));
    events.job(JobId("job_1"), 7, {PersonId("olga"), {}, false});
    EXPECT_EQ(author->heard.size(), 1u);
    EXPECT_TRUE(stranger->heard.empty()) << "not even that there is one";
    events.people();
    EXPECT_EQ(stranger->heard.size(), 1u) << "it hears of the rest";
}

TEST(Events, TellWhatChangedAndNeverWhatItSays)
{
    Events events;
    const auto stream = std::make_shared<Heard>();
    events.subscribe(
        SessionId("ses_1"), stream, [] { return true; }, all);
    events.job(JobId("job_1"), 7, {});
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
    events.subscribe(
        SessionId("ses_1"), stream, [&] { return allowed; }, all);
    events.subscribe(
        SessionId("ses_1"), other, [] { return true; }, all);
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
    events.subscribe(
        SessionId("ses_1"), stream, [] { return true; }, all);
    stream->gone = true;
    events.people();
    EXPECT_EQ(stream.use_count(), 1);
}

TEST(Events, ASessionHasAFewStreamsTheOldestEnds)
{
    Events events;
    std::vector<std::shared_ptr<Heard>> mine;
    const auto other = std::make_shared<Heard>();
    events.subscribe(
        SessionId("ses_2"), other, [] { return true; }, all);
    for (int i = 0; i < 6; ++i) {
        mine.push_back(std::make_shared<Heard>());
        events.subscribe(
            SessionId("ses_1"), mine.back(), [] { return true; }, all);
    }
    events.people();
    for (std::size_t i = 0; i < mine.size(); ++i) {
        EXPECT_EQ(mine[i]->closed, i < 2) << i;
        EXPECT_EQ(mine[i]->heard.size(), i < 2 ? 0U : 1U) << i;
    }
    EXPECT_FALSE(other->closed);
    EXPECT_EQ(other->heard.size(), 1U);
}

} // namespace
} // namespace countersign::server
