#pragma once

#include "Desk.h"

#include <gtest/gtest.h>

/// How a lie is shown to be caught: the scene is played honestly first and must pass, then with the lie,
/// which must be told with the sentence that README.md has for the test of that name, and come to nothing.
namespace countersign::lies {

/// The sentence that README.md has for the test now running, or for another.
[[nodiscard]] QString expected();
[[nodiscard]] QString expected(const std::string& test);
/// All rows of README.md, in order: name, sentence.
[[nodiscard]] std::vector<std::pair<std::string, QString>> table();

using Play = std::function<void(Hospital&, bool lie)>;

/// The downloader's console takes no ticket, sends no code and leaves no file. `shown`: what the lie does to
/// what is shown.
inline void caughtAtFetch(const Play& play, const std::function<void(Hospital&)>& shown = {})
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        play(hospital, lie);
        hospital.show();
        if (lie && shown)
            shown(hospital);
        Desk desk(hospital, hospital.dora);
        ASSERT_EQ(desk.signIn(), QString());
        const auto told = desk.fetch();
        EXPECT_EQ(told.toStdString(), lie ? expected().toStdString() : std::string());
        EXPECT_EQ(hospital.server.asked("/v1/retrievals"), lie ? 0 : 1);
        EXPECT_EQ(hospital.server.asked("/v1/files/") > 0, !lie);
        EXPECT_EQ(desk.lying().isEmpty(), lie);
    }
}

/// The approver's console signs nothing, at the gate where the export stands.
inline void caughtAtDecision(wire::Gate gate, const Play& play)
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        play(hospital, lie);
        hospital.show();
        hospital.take();
        Desk desk(hospital, hospital.rosa);
        ASSERT_EQ(desk.signIn(), QString());
        const auto subject =
            gate == wire::Gate::Request ? hospital.request.digest : hospital.released->digest;
        const auto told = desk.decide(subject, gate, wire::Verdict::Approve);
        EXPECT_EQ(told.toStdString(), lie ? expected().toStdString() : std::string());
        EXPECT_EQ(hospital.server.asked("/v1/statements"), lie ? 0 : 1);
    }
}

/// The log breaks: no page goes on, nothing is fetched, nothing signed.
inline void expectAllStopped(Hospital& hospital, Desk& desk)
{
    EXPECT_TRUE(desk.client().log().broken());
    EXPECT_NE(desk.fetch(), QString());
    EXPECT_NE(desk.decide(hospital.request.digest, wire::Gate::Request, wire::Verdict::Approve), QString());
    EXPECT_EQ(hospital.server.asked("/v1/retrievals"), 0);
    EXPECT_EQ(hospital.server.asked("/v1/statements"), 0);
}

/// A console that looks for the first time finds the log broken.
inline void caughtInLog(const Play& play)
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        play(hospital, lie);
        Desk desk(hospital, hospital.dora);
        ASSERT_EQ(desk.signIn(), QString());
        EXPECT_EQ(desk.follow().toStdString(), lie ? expected().toStdString() : std::string());
        if (lie)
            expectAllStopped(hospital, desk);
        else
            EXPECT_FALSE(desk.client().log().broken());
    }
}

} // namespace countersign::lies
