#include "unit/trust/TrailWorld.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace countersign::test {
namespace {

using trust::TrailFault;
using trust::TrailReport;
using trust::TrailSeverity;
using wire::Gate;

std::string told(const TrailReport& report)
{
    std::string text;
    for (const auto& finding : report.findings)
        text += wire::encode(finding) + '\n';
    return text;
}

// What contradicts, each once.
std::set<TrailFault> wrong(const TrailReport& report)
{
    std::set<TrailFault> faults;
    for (const auto& count : report.faults)
        if (count.severity == TrailSeverity::Wrong)
            faults.insert(count.fault);
    return faults;
}

using Faults = std::set<TrailFault>;

TEST(TrailCheck, AnHonestLifeHoldsToItsEnd)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    hospital.fetch(1);
    hospital.world.clock.advance(std::chrono::days(8));
    hospital.destroy("retrieved");
    const auto report = hospital.check();
    EXPECT_EQ(report.wrong + report.unseen + report.notes, 0U) << told(report);
    EXPECT_TRUE(report.holds());
    EXPECT_TRUE(report.hashed);
    EXPECT_EQ(report.entries, hospital.entries.size());
    EXPECT_EQ(report.statements, hospital.world.entries.size());
    EXPECT_EQ(report.exports, 1U);
    EXPECT_EQ(report.receipts, 2U);
    // Every statement once, two on the root, two receipts.
    EXPECT_EQ(report.signatures, hospital.world.entries.size() + 1 + 2);
}

TEST(TrailCheck, OtherHonestEndsHoldToo)
{
    TrailWorld rejected;
    rejected.ask();
    rejected.decide(rejected.scene.approves, Gate::Request, wire::Verdict::Reject);
    rejected.byServer("job.rejected", "request");
    EXPECT_EQ(told(rejected.check()), "");

    TrailWorld lapsed;
    lapsed.ask();
    lapsed.world.clock.advance(std::chrono::hours(73));
    lapsed.byServer("job.lapsed", "request");
    EXPECT_EQ(told(lapsed.check()), "");

    TrailWorld withdrawn;
    withdrawn.released();
    withdrawn.withdraw();
    withdrawn.destroy("withdrawn");
    EXPECT_EQ(told(withdrawn.check()), "");

    TrailWorld failed;
    failed.ask();
    failed.decide(failed.scene.approves, Gate::Request);
    failed.byServer("job.approved", "request");
    failed.byServer("job.kick-off");
    failed.byServer("job.retry").outcome = "failed";
    failed.byServer("job.failed").outcome = "failed";
    EXPECT_EQ(told(failed.check()), "");
}

TEST(TrailCheck, WhatARevocationVoidsLaterWasGoodBefore)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    hospital.world.revoke(hospital.scene.approves,
                          hospital.world.state.place(hospital.scene.request.digest)->index);
    hospital.tell();
    hospital.byServer("job.voided");
    hospital.destroy("voided");
    EXPECT_EQ(told(hospital.check()), "");
    hospital.drop("job.voided");
    hospital.drop("job.destroyed");
    hospital.drop("key.destroy");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::JobNotMoved});
}

TEST(TrailCheck, FurtherApproversAreNeededWhereMuchIsAtStake)
{
    TrailWorld hospital;
    hospital.ask(wire::Sensitivity::High);
    hospital.decide(hospital.scene.approves, Gate::Request);
    hospital.byServer("job.approved", "request");
    const auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::Standing});
    EXPECT_EQ(report.findings.front().expected, "effective");
    EXPECT_EQ(report.findings.front().found, "open");
    EXPECT_EQ(report.findings.front().gate, Gate::Request);
    hospital.entries.pop_back();
    hospital.decide(hospital.scene.approvesToo, Gate::Request);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::JobNotMoved}) << "passed, and nothing moved";
    hospital.byServer("job.approved", "request");
    EXPECT_EQ(told(hospital.check()), "");
}

TEST(TrailCheck, AnEntryForAStatementThatNobodyMade)
{
    TrailWorld hospital;
    hospital.ask();
    auto& entry = hospital.note("approval.decide", "paul", crypto::leafHash(bytesOf("none")).text());
    entry.job = hospital.job.text();
    const auto id = entry.id;
    const auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::StatementUnknown});
    EXPECT_EQ(report.findings.front().entry, id);
    EXPECT_EQ(report.findings.front().index, hospital.entries.size() - 1);
}

TEST(TrailCheck, AStatementWithoutItsEntry)
{
    TrailWorld hospital;
    hospital.released();
    const auto index = *hospital.world.state.place(hospital.scene.request.digest);
    hospital.drop("request.sign");
    const auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::StatementWithoutEntry}) << told(report);
    EXPECT_EQ(report.findings.front().trustIndex, index.index);
    EXPECT_EQ(report.findings.front().job, hospital.job.text());
}

TEST(TrailCheck, StatementsBehindTheLastEntryAreLeftForLater)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.world.enterNoise();
    const auto report = hospital.check();
    EXPECT_TRUE(report.holds());
    EXPECT_EQ(report.later, 1U);
}

TEST(TrailCheck, TwoEntriesForOneStatementOrInAnotherOrder)
{
    TrailWorld hospital;
    hospital.released();
    const auto honest = hospital.entries;
    hospital.entries.push_back(hospital.said("people.endorse"));
    hospital.entries.back().time = hospital.entries[hospital.entries.size() - 2].time;
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::StatementTwice});

    hospital.entries = honest;
    auto& first = hospital.said("people.endorse", 0);
    auto& second = hospital.said("people.endorse", 1);
    std::swap(first, second);
    std::swap(first.time, second.time);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::StatementOutOfOrder});
}

TEST(TrailCheck, AnEntryThatTellsSomethingElseThanItsStatement)
{
    const auto lie = [](const std::function<void(TrailWorld&)>& change) {
        TrailWorld hospital;
        hospital.released();
        change(hospital);
        auto report = hospital.check();
        return std::pair(wrong(report),
                         report.findings.empty() ? std::nullopt : report.findings.front().member);
    };
    const auto of = [](TrailFault fault, const char* member) {
        return std::pair(Faults{fault}, std::optional<std::string>(member));
    };
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").actor.person = "rosa"; }),
              of(TrailFault::OtherActor, "actor"));
    EXPECT_EQ(lie([](auto& world) { world.said("founding.root").actor.person = "eva"; }),
              of(TrailFault::OtherActor, "actor"));
    EXPECT_EQ(lie([](auto& world) { world.said("job.release-made").actor.person = "eva"; }),
              of(TrailFault::OtherActor, "actor"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").detail["decision"] = "reject"; }),
              of(TrailFault::StatementOtherwise, "decision"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").detail["gate"] = "release"; }),
              of(TrailFault::StatementOtherwise, "gate"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").detail.erase("subject"); }),
              of(TrailFault::StatementOtherwise, "subject"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").action = "people.endorse"; }),
              of(TrailFault::StatementOtherwise, "action"));
    EXPECT_EQ(lie([](auto& world) { world.said("request.sign").job = "job_other"; }),
              of(TrailFault::StatementOtherwise, "job"));
    EXPECT_EQ(lie([](auto& world) { world.said("request.sign").detail["recipient"] = "Somebody"; }),
              of(TrailFault::StatementOtherwise, "recipient"));
    EXPECT_EQ(lie([](auto& world) { world.said("people.role-change").detail["role"] = "admin"; }),
              of(TrailFault::StatementOtherwise, "role"));
    EXPECT_EQ(lie([](auto& world) { world.said("session.enrol").detail["key"] = "another"; }),
              of(TrailFault::StatementOtherwise, "key"));
    EXPECT_EQ(lie([](auto& world) { world.said("job.released").detail["gate"] = "request"; }),
              of(TrailFault::StatementOtherwise, "gate"));
}

TEST(TrailCheck, AStatementThatMayNotStandAtItsPlace)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.decide(hospital.scene.asks, Gate::Request); // her own
    auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::StatementRefused});
    EXPECT_EQ(report.findings.front().code, "own-statement");
    hospital.byServer("job.approved", "request");
    EXPECT_EQ(wrong(hospital.check()), (Faults{TrailFault::StatementRefused, TrailFault::Standing}));
}

TEST(TrailCheck, AnEntryFarFromItsStatement)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.entries.back().time += std::chrono::minutes(6);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::StatementTime});
}

TEST(TrailCheck, ReleasedWithoutApproval)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.decide(hospital.scene.approves, Gate::Request);
    hospital.byServer("job.approved", "request");
    hospital.takeIn();
    hospital.release();
    hospital.byServer("job.released", "release");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::Standing});
}

TEST(TrailCheck, EndingsThatNobodyBroughtAbout)
{
    for (const auto* action : {"job.rejected", "job.lapsed"}) {
        TrailWorld hospital;
        hospital.ask();
        hospital.byServer(action, "request");
        EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::Standing}) << action;
    }
    TrailWorld voided;
    voided.released();
    voided.byServer("job.voided");
    EXPECT_EQ(wrong(voided.check()), Faults{TrailFault::NotVoid});
}

TEST(TrailCheck, StatesThatCantFollow)
{
    TrailWorld early;
    early.ask();
    early.byServer("job.kick-off");
    auto report = early.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::JobOutOfOrder});
    EXPECT_EQ(report.findings.front().found, "awaiting-approval");

    TrailWorld late;
    late.released();
    late.withdraw();
    late.byServer("job.file-sealed");
    EXPECT_EQ(wrong(late.check()), Faults{TrailFault::JobOutOfOrder});

    TrailWorld stranger;
    stranger.ask();
    stranger.byServer("job.kick-off").job = "job_none";
    EXPECT_EQ(wrong(stranger.check()), Faults{TrailFault::JobUnknown});
}

TEST(TrailCheck, RetrievedBeforeReleaseAfterWithdrawalOrEnd)
{
    TrailWorld early;
    early.ask();
    early.decide(early.scene.approves, Gate::Request);
    early.byServer("job.approved", "request");
    early.takeIn();
    early.release();
    early.open(early.scene.fetches);
    EXPECT_EQ(wrong(early.check()), Faults{TrailFault::DownloadUnreleased});

    TrailWorld withdrawn;
    withdrawn.released();
    withdrawn.withdraw();
    withdrawn.open(withdrawn.scene.fetches);
    auto report = withdrawn.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::DownloadUnreleased});
    EXPECT_EQ(report.findings.front().found, "withdrawn");

    TrailWorld ended;
    ended.released();
    ended.world.clock.advance(std::chrono::days(7));
    ended.open(ended.scene.fetches);
    EXPECT_EQ(wrong(ended.check()), Faults{TrailFault::DownloadAfterEnd});
}

TEST(TrailCheck, WhatIsUnderWayMayComeToItsEndAfterTheWithdrawal)
{
    TrailWorld hospital;
    hospital.released();
    hospital.byFetcher("download.ticket", 0).detail["key"] =
        hospital.scene.fetches.encryption.thumbprint().text();
    hospital.byFetcher("download.begin", 0);
    hospital.withdraw();
    hospital.byFetcher("download.end", 0);
    hospital.give(hospital.receiptFor(0), 0);
    EXPECT_EQ(told(hospital.check()), "");
}

TEST(TrailCheck, RetrievedByAStrangerOrForOtherFilesOrKeys)
{
    TrailWorld stranger;
    stranger.released();
    stranger.open(stranger.scene.approves);
    EXPECT_EQ(wrong(stranger.check()), Faults{TrailFault::DownloadStranger});

    TrailWorld otherKey;
    otherKey.released();
    otherKey.byFetcher("download.ticket", 0).detail["key"] =
        otherKey.scene.approves.encryption.thumbprint().text();
    EXPECT_EQ(wrong(otherKey.check()), Faults{TrailFault::DownloadStranger});

    TrailWorld otherFile;
    otherFile.released();
    otherFile.fetch(0);
    otherFile.said("download.end").object = std::string(32, 'f');
    EXPECT_EQ(wrong(otherFile.check()), Faults{TrailFault::DownloadOtherFile});
}

TEST(TrailCheck, WhoseRoleEndedOpensNoMore)
{
    TrailWorld hospital;
    hospital.released();
    hospital.world.change(hospital.scene.fetches.id, wire::RoleAction::Withdraw,
                          wire::Role::ArtifactDownloader);
    hospital.tell();
    hospital.open(hospital.scene.fetches);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::DownloadStranger});
}

TEST(TrailCheck, MoreReceiptsThanDownloads)
{
    TrailWorld often;
    often.released();
    for (int i = 0; i < 2; ++i)
        often.fetch(0);
    EXPECT_EQ(told(often.check()), "");
    often.fetch(0);
    auto report = often.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::DownloadTooMany});
    EXPECT_EQ(report.findings.front().expected, "2");

    TrailWorld unasked;
    unasked.released();
    unasked.give(unasked.receiptFor(0), 0);
    EXPECT_EQ(wrong(unasked.check()), Faults{TrailFault::DownloadUnasked});
    unasked.entries.pop_back();
    unasked.byFetcher("download.begin", 0);
    EXPECT_EQ(wrong(unasked.check()), Faults{TrailFault::DownloadUnasked});
}

TEST(TrailCheck, ReceiptsThatProveNothing)
{
    const auto check = [](const std::function<wire::SignedStatement(const TrailWorld&)>& make) {
        TrailWorld hospital;
        hospital.released();
        hospital.fetch(0);
        hospital.entries.pop_back();
        hospital.give(make(hospital), 0);
        return hospital.check();
    };
    const auto forged = check([](const TrailWorld& world) {
        const auto honest = world.receiptFor(0);
        return TrustFixture::signWith(honest.statement, world.scene.approves.signing);
    });
    ASSERT_EQ(wrong(forged), Faults{TrailFault::ReceiptRefused});
    EXPECT_EQ(forged.findings.front().code, "signature-invalid");
    const auto other = check([](const TrailWorld& world) { return world.receiptFor(1); });
    ASSERT_EQ(wrong(other), Faults{TrailFault::ReceiptRefused});
    EXPECT_EQ(other.findings.front().code, "digest-mismatch");

    TrailWorld twice;
    twice.released();
    twice.fetch(0);
    twice.fetch(0);
    twice.said("download.receipt", 1).detail = twice.said("download.receipt").detail;
    EXPECT_EQ(wrong(twice.check()), Faults{TrailFault::ReceiptTwice});
}

TEST(TrailCheck, DestroyedTooEarlyOrNotAtAll)
{
    TrailWorld early;
    early.released();
    early.destroy("released");
    auto report = early.check();
    EXPECT_EQ(wrong(report), Faults{TrailFault::DestroyedEarly});
    EXPECT_EQ(report.wrong, 2U) << "its keys, and then all of it";

    TrailWorld never;
    never.released();
    never.world.clock.advance(std::chrono::days(9));
    never.note("session.sign-in", "olga", "");
    report = never.check();
    EXPECT_TRUE(report.holds());
    ASSERT_EQ(report.notes, 1U);
    EXPECT_EQ(report.findings.front().fault, TrailFault::NotDestroyed);

    TrailWorld otherwise;
    otherwise.released();
    otherwise.world.clock.advance(std::chrono::days(8));
    otherwise.destroy("retrieved");
    EXPECT_EQ(wrong(otherwise.check()), Faults{TrailFault::StatementOtherwise}) << "nobody has fetched it";
}

TEST(TrailCheck, TimeThatGoesBack)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.note("session.sign-in", "olga", "").time -= std::chrono::hours(1);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::TimeBack});
}

TEST(TrailCheck, UnknownActionsOutcomesAndLines)
{
    TrailWorld hospital;
    hospital.note("job.teleport", "server", "");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::UnknownAction});
    hospital.entries.back().action = "session.sign-in";
    hospital.entries.back().outcome = "maybe";
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::Malformed});
    hospital.entries.pop_back();

    auto lines = hospital.lines();
    lines.emplace_back("{}");
    MemoryLog log("test.example/audit");
    for (const auto& line : lines)
        log.append(line);
    EXPECT_EQ(wrong(hospital.check(lines, log.head())), Faults{TrailFault::Malformed});
}

TEST(TrailCheck, WhatIsDoneByAdminsAndOnTheHost)
{
    TrailWorld hospital;
    hospital.note("people.invite", "amira", "eva");
    hospital.note("people.code", "server", "eva");
    hospital.note("server.start", "server", "srv_test");
    EXPECT_EQ(told(hospital.check()), "");
    hospital.note("people.unlock", "eva", "eva");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::OtherActor});
    hospital.entries.back() = hospital.entries[hospital.entries.size() - 2];
    hospital.entries.back().actor.person = "eva";
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::OtherActor});
}

TEST(TrailCheck, RefusedAttemptsChangeNothing)
{
    TrailWorld hospital;
    hospital.ask();
    for (const auto* action : {"approval.decide", "download.open", "people.invite", "job.read"}) {
        hospital.note(action, "eva", "").outcome = "denied";
        hospital.note(action, "eva", "").outcome = "failed";
    }
    const auto report = hospital.check();
    EXPECT_EQ(told(report), "");
    ASSERT_EQ(report.kinds.back().kind, trust::TrailKind::Attempt);
    EXPECT_EQ(report.kinds.back().count, 8U);
}

TEST(TrailCheck, AlteredRemovedAndAddedLines)
{
    TrailWorld hospital;
    hospital.released();
    hospital.note("session.sign-in", "olga", "");
    MemoryLog log("test.example/audit");
    for (const auto& line : hospital.lines())
        log.append(line);
    const auto head = log.head();
    ASSERT_TRUE(hospital.check(hospital.lines(), head).hashed);

    auto altered = hospital.entries;
    hospital.entries.back().actor.person = "eva";
    auto report = hospital.check(hospital.lines(), head);
    EXPECT_EQ(wrong(report), Faults{TrailFault::TreeDiffers});
    EXPECT_FALSE(report.hashed);

    hospital.entries = altered;
    hospital.entries.pop_back();
    report = hospital.check(hospital.lines(), head);
    EXPECT_EQ(wrong(report), Faults{TrailFault::EntryMissing});
    EXPECT_FALSE(report.hashed);
}

TEST(TrailCheck, AGapBetweenEntries)
{
    TrailWorld hospital;
    MemoryLog log("test.example/audit");
    trust::TrailCheck check({hospital.world.entries, hospital.world.root.digest, {}, {}, 0, log.head()});
    check.take(0, hospital.lines().front());
    check.take(2, hospital.lines().front());
    const auto report = check.finish();
    EXPECT_TRUE(wrong(report).contains(TrailFault::EntryMissing));
    EXPECT_FALSE(report.hashed);
}

TEST(TrailCheck, WhatIsNotAtHandIsToldAsUnseen)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    const auto stock = hospital.statements;
    for (const auto& [digest, signatures] : stock) {
        hospital.statements = stock;
        hospital.statements.erase(digest);
        const auto report = hospital.check();
        const bool inFull = report.unseen == 0;
        EXPECT_TRUE(report.holds()) << told(report);
        const auto* type = wire::openStatement(signatures)->statement.as<wire::KeyRegistrationBody>();
        EXPECT_EQ(inFull, type != nullptr) << told(report);
    }
    hospital.statements = stock;
    hospital.receipts.clear();
    const auto report = hospital.check();
    EXPECT_TRUE(report.holds());
    ASSERT_EQ(report.unseen, 1U) << told(report);
    EXPECT_EQ(report.findings.front().fault, TrailFault::ReceiptUnseen);
}

TEST(TrailCheck, AuthorsWhoHadSeenAnotherLogAreTold)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    Error why{ErrorCode::LogSplit, "another log"};
    why.about = "audit";
    hospital.elsewhere[hospital.scene.request.digest] = why;
    const auto receipt = hospital.receipts.begin()->first;
    hospital.elsewhere[receipt] = why;
    const auto report = hospital.check();
    EXPECT_EQ(wrong(report), (Faults{TrailFault::StatementSplit, TrailFault::ReceiptSplit}));
    ASSERT_EQ(report.findings.size(), 2U) << told(report);
    const auto& ofRequest = report.findings.front();
    EXPECT_EQ(ofRequest.statement, hospital.scene.request.digest);
    EXPECT_EQ(ofRequest.person, "olga");
    EXPECT_EQ(ofRequest.code, "log-split");
    EXPECT_EQ(ofRequest.found, "audit");
    EXPECT_EQ(report.findings.back().statement, receipt);
    EXPECT_EQ(report.findings.back().person, "dora");
}

TEST(TrailCheck, OtherBytesThanThoseLoggedAreAsGoodAsNone)
{
    TrailWorld hospital;
    hospital.released();
    hospital.statements[hospital.scene.request.digest] = hospital.scene.release->signatures;
    const auto report = hospital.check();
    EXPECT_TRUE(report.holds()) << told(report);
    EXPECT_GT(report.unseen, 0U);
}

TEST(TrailCheck, ARangeHoldsFromWhereverItBegins)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    hospital.fetch(1);
    hospital.world.clock.advance(std::chrono::days(8));
    hospital.destroy("retrieved");
    for (std::uint64_t first = 0; first < hospital.entries.size(); ++first) {
        const auto report = hospital.check(first);
        EXPECT_EQ(told(report), "") << "from " << first;
        EXPECT_EQ(report.entries, hospital.entries.size() - first);
        EXPECT_EQ(report.hashed, first == 0);
    }
    // And shows what is wrong within it.
    hospital.said("download.receipt", 1).actor.person = "paul";
    EXPECT_EQ(wrong(hospital.check(hospital.entries.size() - 8)),
              (Faults{TrailFault::DownloadStranger, TrailFault::ReceiptRefused}));
}

TEST(TrailCheck, AllAreCountedAndTheFirstKept)
{
    TrailWorld hospital;
    for (int i = 0; i < 5; ++i)
        hospital.note("job.teleport", "server", "");
    MemoryLog log("test.example/audit");
    trust::TrailCheck check({hospital.world.entries, hospital.world.root.digest, {}, {}, 0, log.head(), 2});
    for (std::uint64_t i = 0; i < hospital.entries.size(); ++i) {
        log.append(hospital.lines()[i]);
        check.take(i, hospital.lines()[i]);
    }
    const auto report = check.finish();
    EXPECT_EQ(report.findings.size(), 2U);
    EXPECT_EQ(report.faults.front().fault, TrailFault::UnknownAction);
    EXPECT_EQ(report.faults.front().count, 5U);
}

TEST(TrailCheck, ReportsTravelAsText)
{
    TrailWorld hospital;
    hospital.note("job.teleport", "server", "");
    const auto report = hospital.check();
    const auto again = wire::decode<TrailReport>(wire::encode(report));
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(wire::encode(*again), wire::encode(report));
    EXPECT_NE(wire::encode(report).find(R"("fault":"unknown-action")"), std::string::npos);
}

// Every text of the form `word.word` in the server's sources is an action, or a file of its folder.
TEST(TrailActions, AreThoseOfTheServersSources)
{
    const std::filesystem::path sources = COUNTERSIGN_SERVER_SOURCES;
    const std::regex action(R"re("([a-z]+\.[a-z-]+)")re");
    std::set<std::string> written;
    for (const auto& file : std::filesystem::recursive_directory_iterator(sources)) {
        if (file.path().extension() != ".cpp" && file.path().extension() != ".h")
            continue;
        std::ifstream stream(file.path());
        const std::string text(std::istreambuf_iterator<char>(stream), {});
        for (auto found = std::sregex_iterator(text.begin(), text.end(), action);
             found != std::sregex_iterator(); ++found)
            if (!(*found)[1].str().ends_with(".db"))
                written.insert((*found)[1].str());
    }
    for (int type = 0; type <= static_cast<int>(wire::StatementType::LogRecovery); ++type)
        written.emplace(trust::adminActionOf(static_cast<wire::StatementType>(type)));
    std::set<std::string> known;
    for (const auto& [name, kind] : trust::trailActions())
        known.emplace(name);
    EXPECT_EQ(written, known);
}

} // namespace
} // namespace countersign::test
