#include "client/TrustCache.h"

#include "FollowingTest.h"
#include "crypto/Sha256.h"
#include "trust/StoredState.h"

#include <QFile>

/// What a console lays by of a replay, and how little of it is believed.
namespace countersign::client {
namespace {

class TrustCacheTest : public test::FollowingTest
{
protected:
    void SetUp() override
    {
        world.join("olga", {wire::Role::ExportOperator});
        world.auditLog.append("{\"entry\":0}");
        grow(600);
        ASSERT_EQ(console()->outcome(), "none");
        ASSERT_TRUE(cache().read());
    }

    void grow(int entries)
    {
        for (int i = 0; i < entries; ++i)
            world.enterNoise();
        show();
    }
    TrustCache cache() const { return {folder.path(), world.root.digest}; }
    QString file(const QString& name) const { return folder.filePath(name); }
    QByteArray bytesOf(const QString& name) const
    {
        QFile source(file(name));
        return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile target(file(name));
        ASSERT_TRUE(target.open(QIODevice::WriteOnly));
        target.write(bytes);
    }
    // Whatever was read of entries lay in the folder: nobody but a replay asks for the second bundle.
    void forgetBundles() const { QFile::remove(file("trust/tile/entries/001")); }
    bool replays()
    {
        forgetBundles();
        const int before = server.asked("/v1/log/trust/tile/entries/001");
        auto one = console();
        EXPECT_EQ(one->outcome(), "none");
        EXPECT_EQ(trust::packState(one->follower.trust()), trust::packState(world.state));
        return server.asked("/v1/log/trust/tile/entries/001") > before;
    }
};

TEST_F(TrustCacheTest, TheNextStartReplaysNothingAndKnowsTheSame)
{
    EXPECT_FALSE(replays());
    EXPECT_EQ(QFile::permissions(file("trust.replayed")).toInt() & 0x0077, 0) << "names of people are in it";
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    EXPECT_TRUE(one->follower.trust().holdsNow(PersonId("olga"), wire::Role::ExportOperator));
    world.change(PersonId("olga"), wire::RoleAction::Withdraw, wire::Role::ExportOperator);
    show();
    ASSERT_EQ(one->outcome(), "none");
    EXPECT_FALSE(one->follower.trust().holdsNow(PersonId("olga"), wire::Role::ExportOperator));
}

TEST_F(TrustCacheTest, WhatCameSinceIsReplayed)
{
    const auto before = bytesOf("trust.replayed");
    grow(100);
    EXPECT_FALSE(replays());
    EXPECT_EQ(bytesOf("trust.replayed"), before) << "not worth writing again";
    grow(200);
    EXPECT_FALSE(replays());
    EXPECT_NE(bytesOf("trust.replayed"), before);
}

TEST_F(TrustCacheTest, CutOrAlteredIsReplayed)
{
    const auto whole = bytesOf("trust.replayed");
    const auto header = whole.indexOf('\n');
    for (const auto at : {qsizetype(0), header / 2, header, header + 100, whole.size() - 1}) {
        write("trust.replayed", whole.first(at));
        EXPECT_TRUE(replays()) << "cut at " << at;
        auto altered = whole;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        write("trust.replayed", altered);
        EXPECT_TRUE(replays()) << "altered at " << at;
        EXPECT_EQ(bytesOf("trust.replayed"), whole) << "and written anew";
    }
}

TEST_F(TrustCacheTest, OfAnotherRootVersionOrHeadIsReplayed)
{
    const auto whole = bytesOf("trust.replayed");
    const auto with = [&](const QByteArray& from, const QByteArray& to) {
        auto bytes = whole;
        ASSERT_TRUE(bytes.contains(from));
        write("trust.replayed", bytes.replace(from, to));
        EXPECT_TRUE(replays()) << from.toStdString();
    };
    with("\"version\":1", "\"version\":0");
    with("\"program\":\"", "\"program\":\"9");
    with(QByteArray::fromStdString(world.root.digest.text()),
         QByteArray::fromStdString(crypto::sha256("another root").text()));
    with(QByteArray::fromStdString(world.trustLog.head().root.text()),
         QByteArray::fromStdString(crypto::sha256("another trust log").text()));
    with(QByteArray::fromStdString(world.auditLog.head().root.text()),
         QByteArray::fromStdString(crypto::sha256("another audit log").text()));
    EXPECT_FALSE((TrustCache{folder.path(), crypto::sha256("another root")}.read()));
}

// The state of another log of the same root: what its statements brought about never happened here.
TEST_F(TrustCacheTest, OfALogThatIsNotThisOneIsReplayed)
{
    auto other = world.state;
    wire::TrustEntry entry{world.clock.now(),
                           wire::StatementType::ExportRequest,
                           StatementId("st_never"),
                           crypto::sha256("never"),
                           {}};
    ASSERT_TRUE(other.apply(entry));
    auto elsewhere = world.trustLog.restored(world.trustLog.size(), world.trustLog.origin());
    elsewhere.append(wire::encode(entry));
    grow(1);
    ASSERT_TRUE(cache().write(trust::packState(other), {elsewhere.head(), world.auditLog.head()}));
    EXPECT_TRUE(replays());
}

TEST_F(TrustCacheTest, OlderThanTheStoredCheckpointTheReplayGoesOnFromIt)
{
    const auto old = bytesOf("trust.replayed");
    grow(300);
    ASSERT_EQ(console()->outcome(), "none");
    ASSERT_NE(bytesOf("trust.replayed"), old);
    write("trust.replayed", old); // the program ended between the checkpoint and this
    EXPECT_FALSE(replays());
}

TEST_F(TrustCacheTest, WithoutAStoredCheckpointItProvesNothing)
{
    for (const auto* log : {"trust.checkpoint", "audit.checkpoint"}) {
        const auto note = bytesOf(log);
        ASSERT_TRUE(QFile::remove(file(log)));
        EXPECT_TRUE(replays()) << log;
        EXPECT_EQ(bytesOf(log), note);
    }
}

// Before a server is called a liar, nothing rests on what was laid by.
TEST_F(TrustCacheTest, AStateThatWasWrongAccusesNobody)
{
    const auto head = world.trustLog.head();
    grow(1);
    // Of the right size, and by it, what comes next has entered already.
    trust::TrustState wrong(world.root.digest);
    for (std::size_t i = 0; i + 2 < world.entries.size(); ++i)
        ASSERT_TRUE(wrong.apply(world.entries[i]));
    ASSERT_TRUE(wrong.apply(world.entries.back()));
    ASSERT_TRUE(cache().write(trust::packState(wrong), {head, world.auditLog.head()}));
    ASSERT_TRUE(cache().read());
    EXPECT_TRUE(replays());
    EXPECT_FALSE(replays()) << "and what lies there now is right";
}

TEST_F(TrustCacheTest, ASmallLogIsNotWorthIt)
{
    test::TrustFixture small;
    test::CannedServer host;
    small.auditLog.append("{}");
    host.show("trust", small.trustLog);
    host.show("audit", small.auditLog);
    QTemporaryDir fresh;
    Console one(host.profile(small.server, small.root.digest), small.clock, fresh.path());
    ASSERT_EQ(one.outcome(), "none");
    EXPECT_FALSE(QFile::exists(fresh.filePath("trust.replayed")));
}

} // namespace
} // namespace countersign::client
