#include "server/Server.h"
#include "server/approval/PreparedRoutes.h"
#include "support/CodeOf.h"
#include "trust/LogView.h"
#include "unit/server/program/RecoveryGround.h"

#include <fstream>
#include <future>
#include <mutex>

#include <gmock/gmock.h>

/// A server that was restored from a backup, from the loss to the recovery in force.
namespace countersign::test {
namespace {

using server::LogName;
using testing::HasSubstr;
using testing::MatchesRegex;

class RecoveryTest : public testing::Test
{
protected:
    static crypto::NoteVerifier key(const std::string& vkey)
    {
        return crypto::NoteVerifier::fromText(vkey).value();
    }
    std::string note(LogName log) { return world.store().checkpoint(log).value(); }
    /// Where the copy of the log of this key lies.
    static std::string folderOf(const std::string& vkey)
    {
        const auto name = key(vkey).name();
        return name.substr(name.rfind('/') + 1);
    }
    std::filesystem::path keptElsewhere(const std::string& note) const
    {
        world.ground.write("elsewhere", note);
        return world.ground.at("elsewhere");
    }
    void sign(const wire::PendingRecovery& pending)
    {
        const auto proposal = world.proposal(pending);
        ASSERT_TRUE(world.enter(proposal));
        const auto done = world.enter(world.approval(proposal));
        ASSERT_TRUE(done) << done.error().detail;
    }
    // Whoever reads tiles proves the log, and that it goes on from what was kept.
    void expectGoesOn(LogName log, const std::string& vkey, const wire::SeenTree& kept)
    {
        trust::LogView view(key(vkey), std::nullopt);
        const crypto::TileReader tiles = [&](const crypto::TileId& id) {
            return world.store().tile(log, id);
        };
        const auto done = view.advance(note(log), tiles);
        ASSERT_TRUE(done) << done.error().detail;
        EXPECT_EQ(view.head().size, world.size(log));
        EXPECT_TRUE(view.covers(kept, tiles));
    }

    RecoveryGround world;
};

TEST_F(RecoveryTest, FindsByTheCopyWhatWasLostAndGoesOnOnceTwoAdminsSigned)
{
    world.loseATail(5);
    const auto lostTrust =
        crypto::openCheckpoint(world.copied("trust/checkpoint"), world.verifier(LogName::Trust));
    const auto lostAudit =
        crypto::openCheckpoint(world.copied("audit/checkpoint"), world.verifier(LogName::Audit));
    world.open();
    ASSERT_EQ(codeOf(world.checkCopy()), ErrorCode::LogRolledBack);
    const auto keptAudit = world.size(LogName::Audit);
    world.close();

    const auto pending = world.recover();
    ASSERT_TRUE(pending) << pending.error().detail;
    EXPECT_EQ(pending->lost.trust.size, lostTrust->size);
    EXPECT_EQ(pending->lost.trust.root, lostTrust->root);
    EXPECT_EQ(pending->lost.audit.size, lostAudit->size);
    EXPECT_EQ(pending->kept.trust.size, 1U);
    EXPECT_EQ(pending->kept.audit.size, keptAudit);
    EXPECT_THAT(key(pending->trustLog).name(), MatchesRegex("srv_test/trust-[0-9a-f]{16}"));
    EXPECT_THAT(key(pending->auditLog).name(), MatchesRegex("srv_test/audit-[0-9a-f]{16}"));
    EXPECT_EQ(*pending->lostUntil, world.ground.clock.now());
    EXPECT_LT(pending->keptUntil, *pending->lostUntil);
    const auto text = server::recoveryText(*pending);
    EXPECT_THAT(text, HasSubstr("Of the audit log 6 entries are lost"));
    EXPECT_THAT(text, HasSubstr("Of the trust log one entry is lost"));
    EXPECT_THAT(text, HasSubstr(pending->auditLog));

    world.open();
    ASSERT_TRUE(world.checkCopy());
    sign(*pending);
    EXPECT_FALSE(world.store().recovery());
    world.close();
    world.open();
    expectGoesOn(LogName::Trust, pending->trustLog, pending->kept.trust);
    expectGoesOn(LogName::Audit, pending->auditLog, pending->kept.audit);
}

TEST_F(RecoveryTest, UntilThenNothingNewIsPublished)
{
    world.loseATail();
    world.open();
    const std::array before{note(LogName::Trust), note(LogName::Audit)};
    world.close();
    const auto pending = world.recover();
    ASSERT_TRUE(pending);
    for (int start = 0; start < 2; ++start) {
        world.open();
        world.writeEntries(3);
        ASSERT_TRUE(world.enter(world.proposal(*pending)));
        world.close();
    }
    world.open();
    EXPECT_EQ(note(LogName::Trust), before[0]) << "under the old keys nobody sees what follows the loss";
    EXPECT_EQ(note(LogName::Audit), before[1]);
    EXPECT_EQ(world.store().recovery()->trustLog, pending->trustLog);
}

TEST_F(RecoveryTest, BothLogsAppearUnderTheNewKeysAtOnce)
{
    world.loseATail();
    const auto pending = world.recover();
    ASSERT_TRUE(pending);
    world.open();
    std::promise<std::array<std::string, 2>> published;
    std::once_flag once;
    world.store().onPublished([&](LogName) {
        std::call_once(once, [&] { published.set_value({note(LogName::Trust), note(LogName::Audit)}); });
    });
    sign(*pending);
    const auto notes = published.get_future().get();
    EXPECT_TRUE(crypto::openCheckpoint(notes[0], key(pending->trustLog)));
    EXPECT_TRUE(crypto::openCheckpoint(notes[1], key(pending->auditLog)));
}

// The folder as a power cut would leave it at each step; each goes on where it was.
TEST_F(RecoveryTest, GoesOnFromWhereverItWasCut)
{
    world.loseATail();
    const auto pending = world.recover();
    ASSERT_TRUE(pending);
    world.open();
    const auto proposal = world.proposal(*pending);
    ASSERT_TRUE(world.enter(proposal));
    world.backUp("proposed");
    ASSERT_TRUE(world.enter(world.approval(proposal)));
    world.backUp("signed");
    world.close();

    world.restore("proposed");
    world.open();
    ASSERT_TRUE(world.store().recovery());
    ASSERT_TRUE(world.enter(world.approval(proposal)));
    world.close();
    world.open();
    expectGoesOn(LogName::Trust, pending->trustLog, pending->kept.trust);
    world.close();

    world.restore("signed");
    world.open();
    EXPECT_FALSE(world.store().recovery());
    expectGoesOn(LogName::Trust, pending->trustLog, pending->kept.trust);
    expectGoesOn(LogName::Audit, pending->auditLog, pending->kept.audit);
}

TEST_F(RecoveryTest, TheCopyKeepsWhatWasLostBesideTheNewLogs)
{
    world.loseATail();
    const std::array before{world.copied("trust/checkpoint"), world.copied("audit/checkpoint")};
    const auto pending = world.recover();
    ASSERT_TRUE(pending);
    world.open();
    sign(*pending);
    world.close();
    world.open();
    ASSERT_TRUE(world.checkCopy());
    EXPECT_EQ(world.copied("trust/checkpoint"), before[0]);
    EXPECT_EQ(world.copied("audit/checkpoint"), before[1]);
    EXPECT_EQ(world.copied(folderOf(pending->trustLog) + "/checkpoint"), note(LogName::Trust));
    EXPECT_EQ(world.copied(folderOf(pending->auditLog) + "/checkpoint"), note(LogName::Audit));
    world.close();
    // From before that recovery there is no way on: consoles followed it.
    world.restore("backup");
    world.open();
    EXPECT_EQ(codeOf(world.checkCopy()), ErrorCode::Configuration);
    world.close();
    EXPECT_EQ(codeOf(world.recover()), ErrorCode::Configuration);
}

TEST_F(RecoveryTest, ASecondLossIsRecoveredAsTheFirst)
{
    world.loseATail();
    const auto first = world.recover();
    ASSERT_TRUE(first);
    world.open();
    sign(*first);
    world.close();
    world.loseATail();
    const auto second = world.recover();
    ASSERT_TRUE(second) << second.error().detail;
    EXPECT_NE(key(second->trustLog).name(), key(first->trustLog).name());
    world.open();
    sign(*second);
    world.close();
    world.open();
    expectGoesOn(LogName::Audit, second->auditLog, second->kept.audit);
}

// The backup does not know of the first recovery: what its logs were called was shown to people and
// witnesses.
TEST_F(RecoveryTest, ABackupFromBeforeARecoveryBeginsOtherOrigins)
{
    world.loseATail();
    const auto lost = keptElsewhere(world.copied("audit/checkpoint"));
    const auto first = world.recover();
    ASSERT_TRUE(first);
    world.open();
    sign(*first);
    world.close();
    world.restore("backup");
    auto blind = world.configuration();
    blind.logCopy.clear(); // it was lost as well
    const auto second = server::recoverOnHost(blind, {lost}, world.ground.clock);
    ASSERT_TRUE(second) << second.error().detail;
    EXPECT_NE(key(second->trustLog).name(), key(first->trustLog).name());
    EXPECT_NE(key(second->auditLog).name(), key(first->auditLog).name());
}

// Restored, and started without its copy: what both have in common is what was kept.
TEST_F(RecoveryTest, WhatAServerWroteAfterTheRestoreIsNotWhatWasKept)
{
    world.loseATail(5);
    world.open();
    const auto kept = world.size(LogName::Audit);
    world.writeEntries(9);
    world.close();
    const auto pending = world.recover();
    ASSERT_TRUE(pending) << pending.error().detail;
    EXPECT_EQ(pending->kept.audit.size, kept);
    world.open();
    sign(*pending);
    world.close();
    world.open();
    expectGoesOn(LogName::Audit, pending->auditLog, pending->kept.audit);
}

TEST_F(RecoveryTest, ACheckpointKeptElsewhereTellsOfTheLoss)
{
    world.loseATail(5);
    const auto lost = world.copied("audit/checkpoint");
    std::filesystem::remove_all(world.ground.at("copies/audit"));
    std::filesystem::remove_all(world.ground.at("copies/trust"));
    EXPECT_EQ(codeOf(world.recover()), ErrorCode::Conflict) << "nobody knows of it";
    const auto pending = world.recover({keptElsewhere(lost)});
    ASSERT_TRUE(pending) << pending.error().detail;
    EXPECT_EQ(pending->lost.audit.size, pending->kept.audit.size + 6);
    EXPECT_EQ(pending->lost.trust.size, pending->kept.trust.size);
    EXPECT_FALSE(pending->lostUntil);
}

// A console turns out to have seen more than the first was told of.
TEST_F(RecoveryTest, OneThatNobodySignedIsReplacedByThatOfAGreaterLoss)
{
    world.loseATail(5);
    const auto lost = world.copied("audit/checkpoint");
    const auto lostTrust = world.copied("trust/checkpoint");
    std::filesystem::remove_all(world.ground.at("copies/audit"));
    std::filesystem::remove_all(world.ground.at("copies/trust"));
    const auto first = world.recover({keptElsewhere(lostTrust)});
    ASSERT_TRUE(first) << first.error().detail;
    ASSERT_EQ(first->lost.audit.size, first->kept.audit.size);
    world.open();
    world.writeEntries(20); // of people who sign in meanwhile; published nowhere
    world.close();
    world.ground.write("trust", lostTrust);
    const std::vector both{keptElsewhere(lost), world.ground.at("trust")};
    const auto second = world.recover(both);
    ASSERT_TRUE(second) << second.error().detail;
    EXPECT_EQ(second->kept.audit.size, first->kept.audit.size);
    EXPECT_EQ(second->lost.audit.size, first->kept.audit.size + 6);
    EXPECT_EQ(codeOf(world.recover(both)), ErrorCode::Conflict) << "the same";
    world.open();
    EXPECT_EQ(world.store().recovery()->auditLog, second->auditLog);
    ASSERT_TRUE(world.enter(world.proposal(*second)));
    world.close();
    const auto signedFor = world.recover({world.ground.at("trust")});
    ASSERT_EQ(codeOf(signedFor), ErrorCode::Conflict);
    EXPECT_THAT(signedFor.error().detail, HasSubstr("signed"));
}

TEST_F(RecoveryTest, AForeignOrForkedCheckpointIsRefused)
{
    world.loseATail(5);
    const auto lost = world.copied("audit/checkpoint");
    const crypto::NoteSigner other("srv_test/audit", crypto::Ed25519Key::generate());
    const auto foreign = crypto::signCheckpoint({"srv_test/audit", 900, crypto::emptyRoot()}, other);
    EXPECT_EQ(codeOf(world.recover({keptElsewhere(foreign)})), ErrorCode::LogSignature);
    std::filesystem::remove_all(world.ground.at("copies/audit"));
    std::filesystem::remove_all(world.ground.at("copies/trust"));
    world.open();
    world.writeEntries(9); // it went on after the restore, beyond what was lost
    world.close();
    EXPECT_EQ(codeOf(world.recover({keptElsewhere(lost)})), ErrorCode::LogForked);
}

TEST_F(RecoveryTest, RefusesWithoutALossOrUnderARunningServerOrTwice)
{
    world.open();
    ASSERT_TRUE(world.checkCopy());
    EXPECT_EQ(codeOf(world.recover()), ErrorCode::Conflict);
    world.close();
    const auto nothing = world.recover();
    ASSERT_EQ(codeOf(nothing), ErrorCode::Conflict);
    EXPECT_THAT(nothing.error().detail, HasSubstr("nothing was lost"));
    auto blind = world.configuration();
    blind.logCopy.clear();
    EXPECT_EQ(codeOf(server::recoverOnHost(blind, {}, world.ground.clock)), ErrorCode::Configuration);
    world.loseATail();
    ASSERT_TRUE(world.recover());
    const auto twice = world.recover();
    ASSERT_EQ(codeOf(twice), ErrorCode::Conflict);
    EXPECT_THAT(twice.error().detail, HasSubstr("awaits two admins"));
}

TEST_F(RecoveryTest, TheVaultMustHoldTheKeysThatSignNow)
{
    world.backUp("before");
    world.loseATail();
    const auto pending = world.recover();
    ASSERT_TRUE(pending);
    world.open();
    sign(*pending);
    world.close();
    const auto vault = world.configuration().dataFolder / "keys.db";
    std::filesystem::copy_file(world.ground.at("before/keys.db"), vault,
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(codeOf(server::ServerFolder::open(world.configuration(), world.ground.clock)),
              ErrorCode::KeyMissing);
}

TEST_F(RecoveryTest, TheServerStartsAndOnlySignsInReadsAndRecovers)
{
    world.loseATail();
    EXPECT_EQ(codeOf(server::Server::open(world.configuration(), world.ground.clock)),
              ErrorCode::LogRolledBack);
    ASSERT_TRUE(world.recover());
    const auto server = server::Server::open(world.configuration(), world.ground.clock);
    ASSERT_TRUE(server) << server.error().detail;
    std::vector<std::string> open;
    for (const auto& route : (*server)->routes())
        if (route.method != "GET" && server::isOpenInRecovery(route))
            open.push_back(route.method + ' ' + route.pattern);
    EXPECT_THAT(open, testing::UnorderedElementsAre("POST /v1/session", "POST /v1/session/totp",
                                                    "POST /v1/session/refresh", "DELETE /v1/session",
                                                    "POST /v1/statements"));
}

} // namespace
} // namespace countersign::test
