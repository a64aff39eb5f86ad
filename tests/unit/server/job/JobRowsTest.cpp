#include "server/job/JobRows.h"

#include "server/job/FileRows.h"
#include "server/job/JobChange.h"
#include "unit/server/session/ServerFixture.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

const JobId id("job_1");
const FileId fileId("00112233445566778899aabbccddeeff");

JobRow sample()
{
    JobRow row;
    row.id = id;
    row.state = wire::JobState::TakingIn;
    row.since = Time(std::chrono::milliseconds(1'795'507'200'123));
    row.request = Digest::fromText("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE").value();
    row.source = SourceId("main");
    row.sourceJob = "sealed";
    row.transactionTime = "2026-11-24T08:00:00Z";
    row.attempts = 2;
    row.sourceProgress = "half";
    row.ends = row.since + std::chrono::hours(1);
    return row;
}

FileRow sampleFile()
{
    FileRow file;
    file.id = fileId;
    file.job = id;
    file.name = "Patient.000.ndjson";
    file.type = "Patient";
    file.url = "sealed";
    file.needsToken = true;
    file.expected = 0; // told, and none: not the same as untold
    return file;
}

class JobRowsTest : public ::testing::Test
{
protected:
    using Change = std::function<Result<void>(Transaction&, std::uint64_t)>;
    Result<void> change(const Change& what)
    {
        return world.store->write([&](Transaction& transaction) -> Result<void> {
            const auto entry = transaction.audit(serverEntry("job.kick-off", id));
            return entry ? what(transaction, *entry) : tl::unexpected(entry.error());
        });
    }
    void insertBoth()
    {
        ASSERT_TRUE(change([](Transaction& transaction, std::uint64_t entry) -> Result<void> {
            insertJob(transaction.sql(), sample(), entry);
            insertFile(transaction.sql(), sampleFile(), entry);
            return {};
        }));
    }
    template <typename F>
    void look(F&& at)
    {
        ASSERT_TRUE(world.store->read([&](soci::session& sql) -> Result<void> {
            at(sql);
            return {};
        }));
    }

    test::ServerFixture world;
};

TEST_F(JobRowsTest, AJobComesBackAsItWasWritten)
{
    insertBoth();
    look([](soci::session& sql) {
        const auto row = findJob(sql, id);
        ASSERT_TRUE(row);
        const auto was = sample();
        EXPECT_EQ(row->state, was.state);
        EXPECT_EQ(row->since, was.since);
        EXPECT_EQ(row->request, was.request);
        EXPECT_FALSE(row->release);
        EXPECT_EQ(row->source, was.source);
        EXPECT_EQ(row->sourceJob, "sealed");
        EXPECT_EQ(row->transactionTime, was.transactionTime);
        EXPECT_EQ(row->attempts, 2);
        EXPECT_EQ(row->sourceProgress, "half");
        EXPECT_EQ(row->ends, was.ends);
        EXPECT_FALSE(findJob(sql, JobId("job_2")));
    });
}

TEST_F(JobRowsTest, EachChangeIsAnotherRevision)
{
    insertBoth();
    ASSERT_TRUE(change([](Transaction& transaction, std::uint64_t entry) -> Result<void> {
        auto row = readJobIn(transaction.sql(), id, wire::JobState::TakingIn);
        EXPECT_TRUE(row);
        row->release = row->request;
        EXPECT_TRUE(move(*row, wire::JobState::AwaitingRelease, transaction.now()));
        keep(transaction, nullptr, *row, entry);
        return {};
    }));
    look([](soci::session& sql) {
        const auto row = findJob(sql, id);
        ASSERT_TRUE(row);
        EXPECT_EQ(row->revision, 1u);
        EXPECT_EQ(row->state, wire::JobState::AwaitingRelease);
        EXPECT_EQ(row->release, sample().request);
        EXPECT_EQ(readJobIn(sql, id, wire::JobState::TakingIn).error().code, ErrorCode::Cancelled);
    });
    JobRow row = sample();
    EXPECT_EQ(move(row, wire::JobState::Released, row.since).error().code, ErrorCode::Conflict);
    EXPECT_EQ(row.state, wire::JobState::TakingIn);
}

TEST_F(JobRowsTest, AFileComesBackAsItWasWritten)
{
    insertBoth();
    look([](soci::session& sql) {
        const auto wanted = findFile(sql, fileId);
        ASSERT_TRUE(wanted);
        EXPECT_EQ(wanted->state, FileState::Wanted);
        EXPECT_EQ(wanted->url, "sealed");
        EXPECT_TRUE(wanted->needsToken);
        EXPECT_EQ(wanted->expected, 0u);
    });
    ASSERT_TRUE(change([](Transaction& transaction, std::uint64_t entry) -> Result<void> {
        auto file = sampleFile();
        file.expected.reset();
        file.state = FileState::Sealed;
        file.count = 3;
        file.length = 5'000'000'000;
        file.sealedLength = 5'000'100'000;
        file.sha256 = sample().request;
        file.object = "object";
        file.key = KeyId("kek_1");
        updateFile(transaction.sql(), file, entry);
        countDownload(transaction.sql(), fileId, entry);
        return {};
    }));
    look([](soci::session& sql) {
        const auto files = filesOfJob(sql, id);
        ASSERT_EQ(files.size(), 1u);
        const auto& file = files.front();
        EXPECT_EQ(file.state, FileState::Sealed);
        EXPECT_FALSE(file.expected);
        EXPECT_EQ(file.count, 3u);
        EXPECT_EQ(file.length, 5'000'000'000u);
        EXPECT_EQ(file.sealedLength, 5'000'100'000u);
        EXPECT_EQ(file.sha256, sample().request);
        EXPECT_EQ(file.object, "object");
        EXPECT_EQ(file.key, KeyId("kek_1"));
        EXPECT_EQ(file.downloads, 1);
    });
}

TEST_F(JobRowsTest, NoChangeWithoutItsEntry)
{
    insertBoth();
    const auto refused = [&](const Change& what) {
        const auto done = change(what);
        return !done && done.error().code == ErrorCode::Storage;
    };
    EXPECT_TRUE(refused([](Transaction& transaction, std::uint64_t entry) -> Result<void> {
        updateJob(transaction.sql(), sample(), entry - 1);
        return {};
    }));
    EXPECT_TRUE(refused([](Transaction& transaction, std::uint64_t entry) -> Result<void> {
        countDownload(transaction.sql(), fileId, entry - 1);
        return {};
    }));
    const auto unlogged = world.store->write([](Transaction& transaction) -> Result<void> {
        updateFile(transaction.sql(), sampleFile(), 0);
        return {};
    });
    EXPECT_FALSE(unlogged);
}

TEST_F(JobRowsTest, TheClockworkSeesWhatIsLeftBehind)
{
    insertBoth();
    const auto unfinished = [&] {
        std::size_t count = 0;
        look([&](soci::session& sql) { count = unfinishedJobs(sql).size(); });
        return count;
    };
    const auto put = [&](wire::JobState state, const std::string& sourceJob, FileState fileState) {
        ASSERT_TRUE(change([&](Transaction& transaction, std::uint64_t entry) -> Result<void> {
            auto row = sample();
            row.state = state;
            row.sourceJob = sourceJob;
            auto file = sampleFile();
            file.state = fileState;
            updateJob(transaction.sql(), row, entry);
            updateFile(transaction.sql(), file, entry);
            return {};
        }));
    };
    EXPECT_EQ(unfinished(), 1u);
    put(wire::JobState::Failed, "", FileState::Sealed);
    EXPECT_EQ(unfinished(), 1u) << "a file";
    put(wire::JobState::Failed, "sealed", FileState::Destroyed);
    EXPECT_EQ(unfinished(), 1u) << "an export at the source";
    put(wire::JobState::Failed, "", FileState::Destroyed);
    EXPECT_EQ(unfinished(), 0u);
}

} // namespace
} // namespace countersign::server
