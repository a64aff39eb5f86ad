#include "StoreFixture.h"
#include "support/TrustFixture.h"

#include <atomic>
#include <thread>

namespace countersign::test {
namespace {

using namespace server;

class TrustStateTest : public StoreFixture
{
protected:
    void SetUp() override
    {
        open();
        ASSERT_TRUE(enter(world.root, true));
    }

    Result<void> enter(const wire::SignedStatement& statement, bool happens)
    {
        return store->write([&](Transaction& transaction) -> Result<void> {
            const auto entry = transaction.audit(entryFor(statement.digest.text()));
            if (!entry)
                return tl::unexpected(entry.error());
            const auto index = transaction.trust(statement);
            if (!index)
                return tl::unexpected(index.error());
            EXPECT_EQ(transaction.trustState().size(), *index + 1) << "the change sees its own statement";
            return happens ? Result<void>{} : fail(ErrorCode::Conflict);
        });
    }

    std::uint64_t trustSize()
    {
        std::uint64_t size = 0;
        store->withTrust([&](const trust::TrustState& state) { size = state.size(); });
        return size;
    }

    TrustFixture world;
};

TEST_F(TrustStateTest, AStatementOfAFailingChangeIsForgotten)
{
    const auto registration = world.registration(makePerson("nils"));
    ASSERT_FALSE(enter(registration, false));
    EXPECT_EQ(trustSize(), 1u);
    // The rules refuse the same statement twice: that it enters now shows that nothing of it was left.
    const auto done = enter(registration, true);
    EXPECT_TRUE(done) << done.error().detail;
    EXPECT_EQ(trustSize(), 2u);
    EXPECT_FALSE(enter(registration, true)) << "twice";
    EXPECT_EQ(trustSize(), 2u);
    EXPECT_TRUE(store->verifyWholeLog(LogName::Trust));
}

TEST_F(TrustStateTest, NobodyEverSeesWhatIsTakenBack)
{
    const auto registration = world.registration(makePerson("nils"));
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    std::thread looks([&] {
        while (!stop)
            wrong += trustSize() == 1 ? 0 : 1;
    });
    for (int i = 0; i < 50; ++i)
        EXPECT_FALSE(enter(registration, false));
    stop = true;
    looks.join();
    EXPECT_EQ(wrong, 0);
}

TEST_F(TrustStateTest, IsReplayedAtOpening)
{
    const auto nils = makePerson("nils");
    ASSERT_TRUE(enter(world.registration(nils), true));
    ASSERT_TRUE(write("noise"));
    close();
    open();
    EXPECT_EQ(trustSize(), 2u);
    store->withTrust([&](const trust::TrustState& state) {
        EXPECT_TRUE(state.founded());
        EXPECT_TRUE(state.people().contains(nils.id));
    });
}

} // namespace
} // namespace countersign::test
