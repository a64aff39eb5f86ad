#include "support/TrustFixture.h"
#include "trust/Admission.h"

#include <gtest/gtest.h>

namespace countersign::trust {
namespace {

using test::TrustFixture;
using wire::Gate;
using wire::Role;
using wire::Sensitivity;

struct RequestRules : testing::Test
{
    TrustFixture world;
    test::TestPerson olga = world.join("olga", {Role::ExportOperator});
    test::TestPerson dora = world.join("dora", {Role::ArtifactDownloader});
    test::TestPerson paul = world.join("paul", {Role::SecurityApprover});
    test::TestPerson rosa = world.join("rosa", {Role::SecurityApprover});

    Result<void> asks(const test::TestPerson& person, const wire::ExportRequestBody& body)
    {
        return admitRequest(world.state, world.next(world.sign(person, body)));
    }
    ExportCase entered(const wire::ExportRequestBody& body)
    {
        ExportCase theCase;
        theCase.request = world.enter(world.sign(olga, body));
        return theCase;
    }
};

TEST_F(RequestRules, AnOperatorMayAskForADownloader)
{
    EXPECT_TRUE(asks(olga, world.requestBody({dora.fetcher()})));
    EXPECT_EQ(asks(paul, world.requestBody({dora.fetcher()})).error().code, ErrorCode::RoleMissing);
    EXPECT_FALSE(asks(olga, world.requestBody({})));
    EXPECT_FALSE(asks(olga, world.requestBody({paul.fetcher()}))) << "no downloader";
    EXPECT_FALSE(asks(olga, world.requestBody({{dora.id, paul.encryption.thumbprint()}})))
        << "another person's key";
    EXPECT_FALSE(asks(test::makePerson("mallory"), world.requestBody({dora.fetcher()})));
}

TEST_F(RequestRules, SensitivityIsAtLeastThePolicys)
{
    auto body = world.requestBody({dora.fetcher()});
    body.types = {"Patient", "Observation"}; // `high` by the fixture's policy
    body.sensitivity = Sensitivity::Standard;
    EXPECT_EQ(asks(olga, body).error().code, ErrorCode::SensitivityTooLow);
    body.sensitivity = Sensitivity::High;
    EXPECT_TRUE(asks(olga, body));
}

TEST_F(RequestRules, TextsTypesAndEndMustMakeSense)
{
    const auto good = world.requestBody({dora.fetcher()});
    auto body = good;
    body.title.clear();
    EXPECT_FALSE(asks(olga, body));
    body = good;
    body.types = {"Patient", "Patient"};
    EXPECT_FALSE(asks(olga, body));
    body = good;
    body.types.clear();
    EXPECT_FALSE(asks(olga, body));
    body = good;
    body.ends = world.clock.now() + std::chrono::hours(24 * 15); // retention is 14 days
    EXPECT_FALSE(asks(olga, body));
    body = good;
    body.ends = world.clock.now() - std::chrono::hours(1);
    EXPECT_FALSE(asks(olga, body));
    body = good;
    body.downloads = 99;
    EXPECT_FALSE(asks(olga, body));
}

TEST_F(RequestRules, NobodyDecidesOnTheirOwn)
{
    const auto theCase = entered(world.requestBody({dora.fetcher()}));
    const auto decides = [&](const test::TestPerson& person) {
        return admitDecision(
            world.state, theCase,
            world.next(world.decide(person, {theCase.request.signedStatement.digest}, Gate::Request)));
    };
    EXPECT_TRUE(decides(paul));
    EXPECT_FALSE(decides(olga));
    EXPECT_FALSE(decides(dora));
    EXPECT_FALSE(decides(world.admins[0]));
    EXPECT_EQ(decides(test::makePerson("mallory")).error().code, ErrorCode::KeyNotEndorsed);
    EXPECT_EQ(whyNotDecide(world.state, theCase, Gate::Request, olga.id, world.clock.now())->code,
              ErrorCode::OwnStatement);
    EXPECT_FALSE(whyNotDecide(world.state, theCase, Gate::Request, paul.id, world.clock.now()));
}

TEST_F(RequestRules, HighNeedsTwoDifferentApprovers)
{
    auto body = world.requestBody({dora.fetcher()});
    body.sensitivity = Sensitivity::High;
    auto theCase = entered(body);
    const auto subject = theCase.request.signedStatement.digest;
    EXPECT_EQ(approvalsNeeded(world.state, theCase), 2);
    theCase.decisions.push_back(world.enter(world.decide(paul, {subject}, Gate::Request)));
    EXPECT_EQ(standing(world.state, theCase, Gate::Request, world.clock.now()), wire::Standing::Open);
    EXPECT_FALSE(
        admitDecision(world.state, theCase, world.next(world.decide(paul, {subject}, Gate::Request))))
        << "nobody twice";
    theCase.decisions.push_back(world.enter(world.decide(rosa, {subject}, Gate::Request)));
    EXPECT_EQ(standing(world.state, theCase, Gate::Request, world.clock.now()), wire::Standing::Effective);
}

TEST_F(RequestRules, AReasonIsRequired)
{
    const auto theCase = entered(world.requestBody({dora.fetcher()}));
    const wire::DecisionBody body{
        {theCase.request.signedStatement.digest}, Gate::Request, wire::Verdict::Approve, ""};
    EXPECT_FALSE(admitDecision(world.state, theCase, world.next(world.sign(paul, body))));
}

TEST_F(RequestRules, LapsedAndWithdrawnAreNotDecided)
{
    auto theCase = entered(world.requestBody({dora.fetcher()}));
    const auto subject = theCase.request.signedStatement.digest;
    EXPECT_FALSE(admitWithdrawal(world.state, theCase,
                                 world.next(world.sign(paul, wire::WithdrawalBody{subject, "x"}))));
    const auto withdrawal = world.next(world.sign(olga, wire::WithdrawalBody{subject, "not needed"}));
    EXPECT_TRUE(admitWithdrawal(world.state, theCase, withdrawal));
    auto withdrawn = theCase;
    withdrawn.withdrawal = world.enter(withdrawal.signedStatement);
    EXPECT_FALSE(
        admitDecision(world.state, withdrawn, world.next(world.decide(paul, {subject}, Gate::Request))));
    world.clock.advance(std::chrono::hours(73));
    EXPECT_EQ(standing(world.state, theCase, Gate::Request, world.clock.now()), wire::Standing::Lapsed);
    EXPECT_EQ(admitDecision(world.state, theCase, world.next(world.decide(paul, {subject}, Gate::Request)))
                  .error()
                  .code,
              ErrorCode::Lapsed);
}

} // namespace
} // namespace countersign::trust
