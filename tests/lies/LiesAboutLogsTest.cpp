#include "Caught.h"

/// What is shown of both logs.
namespace countersign::lies {
namespace {

using test::MemoryLog;
using wire::Gate;

/// A released export, and some entries that are about nothing here.
void live(Hospital& hospital)
{
    hospital.ask();
    hospital.world.enterNoise();
    hospital.world.enterNoise();
    hospital.approve(hospital.paul, Gate::Request);
    hospital.finish();
    hospital.show();
}

using Lines = std::vector<std::string>;

MemoryLog logOf(const Lines& lines)
{
    MemoryLog log("tiles.only");
    for (const auto& line : lines)
        log.append(line);
    return log;
}

/// Shows a log of these lines under a checkpoint that the true key signs for it.
void rewrite(Hospital& hospital, const std::string& name, const Lines& lines)
{
    const auto& world = hospital.world;
    const auto other = logOf(lines);
    const auto& own = name == "trust" ? world.trustLog : world.auditLog;
    hospital.server.show(name, other, own.note(other.head()));
}

std::string bundlePath(const MemoryLog& log, const std::string& name)
{
    const crypto::TileId tile{-1, 0, static_cast<unsigned>(log.size())};
    return "/v1/log/" + name + "/" + crypto::tilePath(tile);
}

/// Shows these lines as the trust log's entries; tree and tiles stay as they were signed.
void showEntries(Hospital& hospital, const Lines& lines)
{
    hospital.server.put(bundlePath(hospital.world.trustLog, "trust"),
                        std::string(textOf(crypto::encodeBundle(lines))));
}

/// Of another statement than it was.
std::string anotherLine(const std::string& line)
{
    auto entry = wire::decode<wire::TrustEntry>(line).value();
    entry.digest = crypto::sha256("another statement");
    return wire::encode(entry);
}

/// The place of the first noise of `live`.
std::size_t noiseIn(const Hospital& hospital)
{
    return hospital.world.state.place(hospital.request.digest)->index + 1;
}

/// Spoils what is shown of the trust log's lines, to a console that looks for the first time.
void caughtInEntries(const std::function<void(Lines&, std::size_t at)>& spoil)
{
    caughtInLog([&](Hospital& hospital, bool lie) {
        live(hospital);
        if (!lie)
            return;
        auto lines = hospital.world.trustLog.lines();
        spoil(lines, noiseIn(hospital));
        showEntries(hospital, lines);
    });
}

/// A console follows the log as it is, goes on with it honestly, and then is shown the lie.
void caughtAfterwards(const std::function<void(Hospital&)>& lie)
{
    Hospital hospital;
    live(hospital);
    Desk desk(hospital, hospital.dora);
    ASSERT_EQ(desk.signIn(), QString());
    ASSERT_EQ(desk.look(), QString()); // what people say they saw is checked, so that the lie alone is met
    hospital.audit(2);
    hospital.world.enterNoise();
    hospital.showLogs();
    ASSERT_EQ(desk.follow(), QString());
    lie(hospital);
    EXPECT_EQ(desk.follow().toStdString(), expected().toStdString());
    expectAllStopped(hospital, desk);
}

TEST(LiesAboutLogs, LieTrustEntryAltered)
{
    caughtInEntries([](Lines& lines, std::size_t at) { lines[at] = anotherLine(lines[at]); });
}

TEST(LiesAboutLogs, LieTrustEntryRemoved)
{
    caughtInEntries(
        [](Lines& lines, std::size_t at) { lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at)); });
}

TEST(LiesAboutLogs, LieTrustEntryInserted)
{
    caughtInEntries([](Lines& lines, std::size_t at) {
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), anotherLine(lines[at]));
        lines.pop_back(); // as many as there are
    });
}

TEST(LiesAboutLogs, LieTrustEntriesReordered)
{
    caughtInEntries([](Lines& lines, std::size_t at) { std::swap(lines[at], lines[at + 1]); });
}

// The tree is built anew, and signed.
TEST(LiesAboutLogs, LieTrustLogRewritten)
{
    caughtAfterwards([](Hospital& hospital) {
        auto lines = hospital.world.trustLog.lines();
        const auto at = noiseIn(hospital);
        lines[at] = anotherLine(lines[at]);
        lines.push_back(lines.back());
        rewrite(hospital, "trust", lines);
    });
}

TEST(LiesAboutLogs, LieAuditLogRewritten)
{
    caughtAfterwards([](Hospital& hospital) {
        auto lines = hospital.world.auditLog.lines();
        lines.erase(lines.begin() + 1); // a download that nobody should hear of
        lines.insert(lines.end(), 2, "{}");
        rewrite(hospital, "audit", lines);
    });
}

TEST(LiesAboutLogs, LieTrustLogRolledBack)
{
    caughtAfterwards([](Hospital& hospital) {
        auto lines = hospital.world.trustLog.lines();
        lines.pop_back();
        rewrite(hospital, "trust", lines);
    });
}

TEST(LiesAboutLogs, LieAuditLogRolledBack)
{
    caughtAfterwards([](Hospital& hospital) {
        auto lines = hospital.world.auditLog.lines();
        lines.pop_back();
        rewrite(hospital, "audit", lines);
    });
}

TEST(LiesAboutLogs, LieTwoRootsForOneSize)
{
    caughtAfterwards([](Hospital& hospital) {
        auto lines = hospital.world.auditLog.lines();
        lines.back() = "{}";
        rewrite(hospital, "audit", lines);
    });
}

TEST(LiesAboutLogs, LieLogGone)
{
    caughtAfterwards([](Hospital& hospital) { hospital.server.hide("audit"); });
}

TEST(LiesAboutLogs, LieCheckpointByAnotherKey)
{
    caughtAfterwards([](Hospital& hospital) {
        const auto& log = hospital.world.auditLog;
        MemoryLog stranger(log.verifier().name());
        hospital.server.show("audit", log, stranger.note(log.head()));
    });
}

TEST(LiesAboutLogs, LieCheckpointOfAnotherOrigin)
{
    caughtAfterwards([](Hospital& hospital) {
        hospital.server.show("audit", hospital.world.auditLog, hospital.world.trustLog.note());
    });
}

TEST(LiesAboutLogs, LieTileCorrupted)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        live(hospital);
        const auto& log = hospital.world.auditLog;
        const crypto::TileId tile{0, 0, static_cast<unsigned>(log.size())};
        auto bytes = log.tiles()(tile).value();
        bytes.at(40) ^= lie ? 1 : 0;
        hospital.server.put("/v1/log/audit/" + crypto::tilePath(tile), std::string(textOf(bytes)));
    });
}

TEST(LiesAboutLogs, LieEntryBundleTorn)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        live(hospital);
        auto bytes = crypto::encodeBundle(hospital.world.trustLog.lines());
        if (lie)
            bytes.resize(bytes.size() - 10);
        hospital.server.put(bundlePath(hospital.world.trustLog, "trust"), std::string(textOf(bytes)));
    });
}

TEST(LiesAboutLogs, LieTileMissing)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        live(hospital);
        const crypto::TileId tile{0, 0, static_cast<unsigned>(hospital.world.auditLog.size())};
        if (lie)
            hospital.server.withhold("/v1/log/audit/" + crypto::tilePath(tile));
    });
}

TEST(LiesAboutLogs, LieRootExchanged)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        live(hospital);
        if (!lie)
            return;
        test::TrustFixture another; // founded by other admins under the same names
        hospital.server.show("trust", another.trustLog);
        hospital.server.show("audit", another.auditLog);
    });
}

// Paul's console was shown one log and dora's another; what he signed tells.
TEST(LiesAboutLogs, LieTwoConsolesShownDifferentLogs)
{
    caughtAtFetch([](Hospital& hospital, bool) { live(hospital); },
                  [](Hospital& hospital) {
                      auto lines = hospital.world.trustLog.lines();
                      const auto at = noiseIn(hospital);
                      lines[at] = anotherLine(lines[at]);
                      rewrite(hospital, "trust", lines);
                  });
}

// What an approver's signature covers of the audit log is hidden from dora; the server may be but slow, so
// that only this export is refused.
TEST(LiesAboutLogs, LieEntriesHiddenThatAnApproverSaw)
{
    caughtAtFetch(
        [](Hospital& hospital, bool) {
            hospital.ask();
            hospital.audit(5);
            hospital.approve(hospital.paul, Gate::Request);
            hospital.finish();
        },
        [](Hospital& hospital) {
            auto lines = hospital.world.auditLog.lines();
            lines.resize(5);
            rewrite(hospital, "audit", lines);
        });
}

// The same of what an admin's statement covers, which every console replays.
TEST(LiesAboutLogs, LieEntriesHiddenThatAnAdminSaw)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        live(hospital);
        const auto before = hospital.world.auditLog.lines();
        hospital.audit(5);
        hospital.world.join("nora", {});
        hospital.showLogs();
        if (lie)
            rewrite(hospital, "audit", before);
    });
}

} // namespace
} // namespace countersign::lies
