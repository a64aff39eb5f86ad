#include "wire/Statement.h"

#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "support/TrustFixture.h"
#include "wire/Submission.h"

#include <gtest/gtest.h>

namespace countersign::wire {
namespace {

using test::TrustFixture;

TEST(Statement, EveryTypeGoesThereAndBack)
{
    TrustFixture world;
    const auto olga = world.join("olga", {Role::ExportOperator});
    const auto dora = world.join("dora", {Role::ArtifactDownloader});
    const auto request = world.sign(olga, world.requestBody({dora.fetcher()}));
    std::vector<SignedStatement> all{
        world.root,
        request,
        world.registration(test::makePerson("nils")),
        world.signByServer(world.releaseBody(request)),
        world.decide(olga, {request.digest}, Gate::Request),
        world.sign(olga, WithdrawalBody{request.digest, "no longer needed"}),
        world.sign(dora, ReceiptBody{request.digest, FileId("f"), 5, Digest()}),
        world.sign(olga, RoleChangeBody{PersonId("dora"), RoleAction::Disable, {}, "left"})};
    for (const auto& one : all) {
        const auto text = encodeStatement(one.statement);
        const auto back = parseStatement(bytesOf(text));
        ASSERT_TRUE(back) << back.error().detail << '\n' << text;
        EXPECT_EQ(encodeStatement(*back), text);
        EXPECT_EQ(back->type(), one.statement.type());
        EXPECT_EQ(one.digest, crypto::sha256(one.signatures.front().payload));
    }
}

TEST(Statement, WhatAPersonReadsIsWhatIsSigned)
{
    TrustFixture world;
    const auto olga = world.join("olga", {Role::ExportOperator});
    auto body = world.requestBody({});
    for (const char* trick : {"A\xE2\x80\xAE"
                              "B",
                              "line\nbreak", "nul\x01", "isolate\xE2\x81\xA6"}) {
        body.title = trick;
        const auto read = parseStatement(bytesOf(encodeStatement(world.draft(olga, body))));
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::StatementMalformed);
    }
}

TEST(Statement, UnknownMembersAreNotSigned)
{
    TrustFixture world;
    auto text = encodeStatement(world.root.statement);
    text.insert(text.size() - 1, R"(,"extra":1)");
    EXPECT_FALSE(parseStatement(bytesOf(text)));
    EXPECT_FALSE(parseStatement(bytesOf("{}")));
    EXPECT_FALSE(parseStatement(bytesOf(R"({"type":"policy-change"})")));
}

TEST(Statement, SeveralSignaturesNeedTheSameBytes)
{
    TrustFixture world;
    auto signatures = world.root.signatures;
    ASSERT_EQ(signatures.size(), 2U);
    EXPECT_TRUE(openStatement(signatures));
    const auto other = world.signRoot(world.rootBody, {&world.admins[0]});
    signatures[1] = other.signatures[0];
    ASSERT_NE(signatures[0].payload, signatures[1].payload);
    EXPECT_FALSE(openStatement(signatures));
    EXPECT_FALSE(openStatement({}));
}

TEST(Submission, TheActionDigestIsTheHashOfAllDigestsInOrder)
{
    const auto a = crypto::sha256("a");
    const auto b = crypto::sha256("b");
    Bytes both = copyOf(a.bytes());
    both.insert(both.end(), b.bytes().begin(), b.bytes().end());
    EXPECT_EQ(actionDigest({a, b}), crypto::sha256(both));
    EXPECT_NE(actionDigest({a, b}), actionDigest({b, a}));
}

} // namespace
} // namespace countersign::wire
