#include "ApiFixture.h"

#include <set>
#include <thread>

namespace countersign::test {
namespace {

class RefusalsTest : public ApiFixture
{
protected:
    Error refuse(const std::string& address, ErrorCode code = ErrorCode::ProofRefused)
    {
        wire::AuditEntry entry;
        entry.action = "session.sign-in";
        entry.network = wire::AuditNetwork{address, "TLSv1.3", "x", {}};
        return refusals->logAnonymous(std::move(entry), Error{code, "why it was"});
    }
};

TEST_F(RefusalsTest, AThousandOfAMinuteAreTwoEntries)
{
    std::set<std::string> incidents;
    for (int i = 0; i < 1000; ++i) {
        incidents.insert(refuse("192.0.2.1").incident);
        clock.advance(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(incidents.size(), 1u) << "each may quote the one that is in the log";
    clock.advance(std::chrono::minutes(1));
    refusals->flush();
    refusals->flush();
    const auto entries = audit();
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].id, *incidents.begin());
    EXPECT_EQ(entries[0].outcome, "denied");
    EXPECT_EQ(entries[1].detail.at("count"), "999");
    EXPECT_EQ(entries[1].detail.at("first"), entries[0].id);
    EXPECT_NE(entries[1].id, entries[0].id);
}

TEST_F(RefusalsTest, ManyAtOnceAreTwoEntriesToo)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 100; ++j)
                std::ignore = refuse("192.0.2.1");
        });
    for (auto& thread : threads)
        thread.join();
    refusals->flush(true);
    const auto entries = audit();
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[1].detail.at("count"), "799") << "none is lost";
}

TEST_F(RefusalsTest, EachKindAndAddressIsCountedByItself)
{
    for (int i = 0; i < 3; ++i) {
        std::ignore = refuse("192.0.2.1");
        std::ignore = refuse("192.0.2.2");
        std::ignore = refuse("192.0.2.1", ErrorCode::SignInRefused);
    }
    EXPECT_EQ(audit().size(), 3u);
    refusals->flush(true);
    EXPECT_EQ(audit().size(), 6u);
}

TEST_F(RefusalsTest, AnotherMinuteIsAnotherEntry)
{
    const auto first = refuse("192.0.2.1").incident;
    clock.advance(std::chrono::seconds(61));
    EXPECT_NE(refuse("192.0.2.1").incident, first);
    EXPECT_EQ(audit().size(), 2u) << "one refusal alone needs no count";
}

TEST_F(RefusalsTest, AFloodOfAddressesDoesNotGrowTheLogWithoutBound)
{
    for (int i = 0; i < 4500; ++i)
        EXPECT_FALSE(refuse("2001:db8::" + std::to_string(i)).incident.empty());
    EXPECT_LE(audit().size(), 4096u);
}

TEST_F(RefusalsTest, AnIncidentIsLoggedOnce)
{
    wire::AuditEntry entry;
    entry.action = "people.invite";
    const auto why = refusals->log(entry, Error{ErrorCode::Storage, "the disk"});
    EXPECT_FALSE(why.incident.empty());
    EXPECT_EQ(refusals->log(entry, why).incident, why.incident);
    const auto entries = audit();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].outcome, "failed");
    EXPECT_FALSE(entries[0].detail.contains("detail"));
}

} // namespace
} // namespace countersign::test
