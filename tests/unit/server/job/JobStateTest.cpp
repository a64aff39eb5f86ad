#include "server/job/JobState.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

using enum wire::JobState;
using wire::JobState;

std::set<JobState> after(JobState from)
{
    std::set<JobState> all;
    for (int to = 0; to <= static_cast<int>(Destroyed); ++to)
        if (mayFollow(from, static_cast<JobState>(to)))
            all.insert(static_cast<JobState>(to));
    return all;
}

// As the table of jobs.md has it.
TEST(JobState, FollowsThePage)
{
    const std::map<JobState, std::set<JobState>> page = {
        {AwaitingApproval, {Approved, Rejected, Withdrawn, Voided, Lapsed}},
        {Approved, {KickingOff, Withdrawn, Voided, Failed}},
        {KickingOff, {Preparing, Withdrawn, Voided, Failed}},
        {Preparing, {KickingOff, TakingIn, Withdrawn, Voided, Failed}},
        {TakingIn, {AwaitingRelease, Withdrawn, Voided, Failed}},
        {AwaitingRelease, {Released, Rejected, Withdrawn, Voided, Lapsed}},
        {Released, {Retrieved, Withdrawn, Voided, Destroyed}},
        {Retrieved, {Withdrawn, Voided, Destroyed}}};
    for (int state = 0; state <= static_cast<int>(Destroyed); ++state) {
        const auto found = page.find(static_cast<JobState>(state));
        EXPECT_EQ(after(static_cast<JobState>(state)),
                  found == page.end() ? std::set<JobState>() : found->second)
            << wire::enumText(static_cast<JobState>(state));
    }
}

// The product's promise: nobody fetches what was not approved at both gates.
TEST(JobState, NothingIsReleasedPastAGate)
{
    for (const auto state : {AwaitingApproval, Approved, KickingOff, Preparing, TakingIn, Rejected, Withdrawn,
                             Lapsed, Failed, Destroyed})
        EXPECT_FALSE(mayFollow(state, Released)) << wire::enumText(state);
    EXPECT_FALSE(mayFollow(AwaitingApproval, KickingOff));
}

TEST(JobState, WhatIsOverStaysOver)
{
    for (int state = 0; state <= static_cast<int>(Destroyed); ++state)
        EXPECT_EQ(isOver(static_cast<JobState>(state)), after(static_cast<JobState>(state)).empty());
}

} // namespace
} // namespace countersign::server
