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
    EXPECT_EQ(entries[1].detail.at("repeated"), "999");
    EXPECT_EQ(entries[1].detail.at("entry"), entries[0].id);
    EXPECT_EQ(entries[1].detail.at("first"), timeText(entries[0].time));
    EXPECT_EQ(entries[1].detail.at("last"), timeText(entries[0].time + 999 * std::chrono::milliseconds(50)));
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
    EXPECT_EQ(entries[1].detail.at("repeated"), "799") << "none is lost";
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
    const auto flood = [this] {
        for (int i = 0; i < 4200; ++i)
            EXPECT_FALSE(refuse("2001:db8:0:" + std::to_string(i) + "::1").incident.empty());
    };
    flood();
    EXPECT_EQ(audit().size(), 4097u) << "those beyond share one";
    flood();
    EXPECT_EQ(audit().size(), 4097u);
    refusals->flush(true);
    std::uint64_t told = 0;
    const auto entries = audit();
    for (const auto& entry : entries)
        told += entry.detail.contains("repeated") ? std::stoull(entry.detail.at("repeated")) : 1;
    EXPECT_EQ(told, 8'400u) << "none is lost";
}

// Whoever has one address of a /64 has all of them.
TEST_F(RefusalsTest, AddressesOfOneNetworkAreOne)
{
    for (const auto* address : {"2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:1::", "2001:db8::%eth0"})
        std::ignore = refuse(address);
    EXPECT_EQ(audit().size(), 1u);
    for (const auto* address : {"192.0.2.1", "::ffff:192.0.2.1"})
        std::ignore = refuse(address);
    EXPECT_EQ(audit().size(), 2u);
    std::ignore = refuse("2001:db8:0:1::1");
    std::ignore = refuse("192.0.2.2");
    EXPECT_EQ(audit().size(), 4u);
}

TEST_F(RefusalsTest, ASettledBucketIsWrittenAtOnceAndBeginsAnew)
{
    wire::AuditEntry entry;
    entry.action = "session.password-refused";
    entry.outcome = "denied";
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(refusals->note("b", entry)->counted, i > 0);
    refusals->settle("b");
    refusals->settle("b");
    ASSERT_EQ(audit().size(), 2u);
    EXPECT_EQ(audit()[1].detail.at("repeated"), "2");
    EXPECT_FALSE(refusals->note("b", entry)->counted);
}

// Whoever is signed in and asks for what is refused, as fast as can be, fills no log either.
TEST_F(RefusalsTest, OfOnePersonAMinuteHasItsMeasure)
{
    const auto refused = [&](const std::string& person, const std::string& action) {
        wire::AuditEntry entry;
        entry.action = action;
        entry.actor.person = person;
        return refusals->log(std::move(entry), Error{ErrorCode::RoleMissing, {}}).incident;
    };
    std::set<std::string> incidents;
    for (int i = 0; i < 500; ++i)
        incidents.insert(refused("okafor", "jobs.list"));
    EXPECT_EQ(incidents.size(), 31u) << "30 by themselves, then one for all the others";
    refused("okafor", "people.invite");
    refused("adler", "jobs.list");
    ASSERT_EQ(audit().size(), 33u) << "another action has its entry, another person all of them";
    clock.advance(std::chrono::seconds(60));
    EXPECT_FALSE(incidents.contains(refused("okafor", "jobs.list")));
    refusals->flush();
    const auto entries = audit();
    ASSERT_EQ(entries.size(), 35u);
    EXPECT_EQ(entries.back().detail.at("repeated"), "469");
    EXPECT_EQ(entries.back().actor.person, "okafor");
    EXPECT_EQ(entries.back().detail.at("entry"), entries[30].id);
}

// What is counted together accuses nobody of what they did not do, and hides no export from its trail.
TEST_F(RefusalsTest, ACountNamesWhatAllOfItHaveInCommon)
{
    const auto refused = [&](const std::string& job, const std::string& file, const std::string& address) {
        wire::AuditEntry entry;
        entry.action = "download.ticket";
        entry.actor.person = "silva";
        entry.object = file;
        entry.job = job;
        entry.network = wire::AuditNetwork{address, "TLSv1.3", "x", {}};
        entry.detail["file"] = file;
        return refusals->log(std::move(entry), Error{ErrorCode::Conflict, {}}).incident;
    };
    for (int i = 0; i < server::Refusals::mostOfOnePerson; ++i)
        std::ignore = refused("job_a", "f0", "192.0.2.1");
    for (int i = 0; i < 3; ++i) {
        std::ignore = refused("job_a", "f1", "192.0.2.1");
        std::ignore = refused("job_b", "f" + std::to_string(i), "192.0.2." + std::to_string(i));
    }
    const auto before = audit().size();
    refusals->flush(true);
    const auto entries = audit();
    ASSERT_EQ(entries.size(), before + 2);
    for (std::size_t i = before; i < entries.size(); ++i) {
        const auto& entry = entries[i];
        const bool ofA = entry.job == "job_a";
        EXPECT_EQ(entry.detail.at("repeated"), "2");
        EXPECT_EQ(entry.job, ofA ? "job_a" : "job_b");
        EXPECT_EQ(entry.object, ofA ? "f1" : "");
        EXPECT_EQ(entry.detail.contains("file"), ofA);
        EXPECT_EQ(entry.network.has_value(), ofA);
        EXPECT_EQ(entry.actor.person, "silva");
        EXPECT_EQ(entry.detail.at("code"), "conflict");
    }
}

TEST_F(RefusalsTest, KindsOfOnePersonHaveTheirMeasureToo)
{
    const auto refused = [&](const std::string& person, int job) {
        wire::AuditEntry entry;
        entry.action = "job.read";
        entry.actor.person = person;
        entry.job = "job_" + std::to_string(job);
        std::ignore = refusals->log(std::move(entry), Error{ErrorCode::RoleMissing, {}});
    };
    for (int i = 0; i < 1000; ++i)
        refused("okafor", i);
    EXPECT_EQ(audit().size(), server::Refusals::mostOfOnePerson + server::Refusals::mostKindsOfOnePerson + 1);
    refusals->flush(true);
    const auto last = audit().back();
    EXPECT_EQ(last.actor.person, "okafor");
    EXPECT_EQ(last.job, "");
    EXPECT_EQ(last.detail.at("repeated"),
              std::to_string(1000 - server::Refusals::mostOfOnePerson -
                             static_cast<int>(server::Refusals::mostKindsOfOnePerson) - 1));
}

// A flood from outside fills what there is for strangers: a person's refusals stay their own.
TEST_F(RefusalsTest, AStrangersFloodTakesNobodysName)
{
    for (int i = 0; i < 4200; ++i)
        std::ignore = refuse("2001:db8:0:" + std::to_string(i) + "::1");
    for (int i = 0; i < 40; ++i) {
        wire::AuditEntry entry;
        entry.action = "session.sign-in";
        entry.actor.person = "okafor";
        std::ignore = refusals->log(std::move(entry), Error{ErrorCode::ProofRefused, {}});
    }
    refusals->flush(true);
    int okafors = 0;
    for (const auto& entry : audit())
        if (entry.actor.person == "okafor")
            okafors += entry.detail.contains("repeated") ? std::stoi(entry.detail.at("repeated")) : 1;
    EXPECT_EQ(okafors, 40);
}

TEST_F(RefusalsTest, AClockSetBackHoldsNothingUp)
{
    std::ignore = refuse("192.0.2.1");
    std::ignore = refuse("192.0.2.1");
    clock.advance(-std::chrono::hours(24));
    refusals->flush();
    EXPECT_EQ(audit().size(), 2u) << "what was counted is written";
    std::ignore = refuse("192.0.2.1");
    EXPECT_EQ(audit().size(), 3u);
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
