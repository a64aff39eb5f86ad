#include "Caught.h"
#include "client/LoggedEntry.h"

#include <algorithm>

/// What is shown of an export's trail, to compliance.
namespace countersign::lies {
namespace {

void released(Hospital& hospital)
{
    hospital.ask();
    hospital.approve(hospital.paul, wire::Gate::Request);
    hospital.finish();
    hospital.show();
}

/// The trail of the export, as compliance loads it. With the fault of an entry the log breaks.
void caughtInTrail(const std::function<void(std::vector<wire::PlacedEntry>&)>& spoil)
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        hospital.audit(2, JobId("job_2"));
        released(hospital);
        auto entries = hospital.trail();
        if (lie)
            spoil(entries);
        hospital.showTrail(entries);
        Desk desk(hospital, hospital.lena);
        ASSERT_EQ(desk.signIn(), QString());
        EXPECT_EQ(desk.trail().toStdString(), lie ? expected().toStdString() : std::string());
    }
}

std::string altered(std::string line)
{
    auto entry = wire::decode<wire::AuditEntry>(line).value();
    entry.actor.person = "somebody else";
    return wire::encode(entry);
}

TEST(LiesAboutTrails, LieAuditEntryAltered)
{
    caughtInTrail([](auto& entries) { entries.at(1).line = altered(entries.at(1).line); });
}

TEST(LiesAboutTrails, LieAuditEntriesReordered)
{
    caughtInTrail([](auto& entries) { std::swap(entries.at(0).line, entries.at(1).line); });
}

TEST(LiesAboutTrails, LieAuditEntryInserted)
{
    caughtInTrail([](auto& entries) {
        entries.push_back({entries.at(1).index, altered(entries.at(1).line)});
    });
}

// A true entry, of another export.
TEST(LiesAboutTrails, LieAuditEntryOfAnotherExport)
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        released(hospital);
        const auto index = hospital.world.auditLog.size();
        hospital.audit(1, JobId(lie ? "job_2" : "job_1"));
        hospital.showLogs();
        auto entries = hospital.trail();
        if (lie)
            entries.push_back({index, hospital.world.auditLog.lines().back()});
        hospital.showTrail(entries);
        Desk desk(hospital, hospital.lena);
        ASSERT_EQ(desk.signIn(), QString());
        EXPECT_EQ(desk.trail().toStdString(), lie ? expected().toStdString() : std::string());
    }
}

// What an entry calls its person, nobody signed: it is not shown, in the trail or where a log parts.
TEST(LiesAboutTrails, NamesAreThoseThatAdminsSigned)
{
    Hospital hospital;
    released(hospital);
    auto entry = wire::decode<wire::AuditEntry>(hospital.trail().back().line).value();
    entry.actor = {"olga", "Person paul", {}, {}};
    const auto line = wire::encode(entry);
    hospital.world.auditLog.append(line);
    hospital.showLogs();
    hospital.showTrail(hospital.trail());
    Desk desk(hospital, hospital.lena);
    ASSERT_EQ(desk.signIn(), QString());
    const auto events = QCoro::waitFor(desk.client().trail().load(JobId("job_1")));
    ASSERT_TRUE(events) << events.error().detail;
    EXPECT_EQ(events->back().entry.actor.name, "Person olga");
    EXPECT_EQ(events->front().entry.actor.name, "server");
    EXPECT_EQ(client::loggedEntry("audit", line, hospital.world.state, {})->by, "Person olga");
}

// A trail is the server's list of entries. That it tells of each statement is known by the trust log; what no
// statement tells of, whoever checks the whole log finds (`unit/client/WholeTrailTest`).
TEST(LiesAboutTrails, LieAuditEntryLeftOut)
{
    caughtInTrail([](auto& entries) {
        const auto decided = std::find_if(entries.begin(), entries.end(), [](const auto& placed) {
            return placed.line.find("approval.decide") != std::string::npos;
        });
        entries.erase(decided);
    });
}

} // namespace
} // namespace countersign::lies
