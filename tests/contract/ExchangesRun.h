#pragma once

#include "contract/ContractWorld.h"
#include "contract/Recording.h"
#include "contract/ServiceLog.h"

#include <gtest/gtest.h>

/// One run through everything the admin API does and refuses, at a real server. What was said is left in
/// COUNTERSIGN_CONTRACT_FOLDER for `answers.py`, which knows the document.
namespace countersign::contract {

class ExchangesTest : public testing::Test
{
protected:
    ExchangesTest() : recording(folder() + "/exchanges.jsonl"), world(hearing(), options()) {}

    [[nodiscard]] static std::string folder();
    std::function<void(const Exchange&)> hearing()
    {
        return [this](const Exchange& exchange) {
            recording.add(exchange);
            heard.push_back(exchange);
        };
    }

    static test::TrialWorld::Options options()
    {
        test::TrialWorld::Options chosen;
        chosen.operations = true;
        chosen.quiet = false;
        return chosen;
    }

    static void expect(const Exchange& exchange, long status, const std::string& code = {})
    {
        EXPECT_EQ(exchange.status, status)
            << exchange.method << ' ' << exchange.target << ' ' << exchange.body;
        EXPECT_EQ(exchange.code(), code) << exchange.method << ' ' << exchange.target << ' ' << exchange.body;
    }

    /// A console that renews its session in time, as real ones do.
    WireConsole& at(const char* person)
    {
        auto& member = world[person];
        world.keepAlive(member);
        return member.console;
    }

    void beforeFounding();
    void signingIn();
    void people();
    void reading();
    void exports();
    void retrieving(const Digest& release);
    void openingLater(const Digest& release, const FileId& file);
    void streams();
    void forms();
    void strangersWords();
    void operations();
    void endings();

    /// Every incident that was told stands in the service's log, which holds no secret.
    void expectLogged();

    ServiceLog log;
    Recording recording;
    std::vector<Exchange> heard;
    ContractWorld world;
};

} // namespace countersign::contract
