#pragma once

#include "wire/Submission.h"

/// An export from request to destruction: `GET /v1/jobs`, `GET /v1/jobs/{id}`; event `job` on `GET
/// /v1/events`.
namespace countersign::wire {

/// How far the intake is.
struct Intake
{
    std::string sourceProgress; ///< how far the source says it is: `42%`, `1 of 3`, a count, or nothing
    std::uint64_t filesDone = 0;
    std::uint64_t filesTotal = 0;
    std::uint64_t bytes = 0;
    std::uint64_t resources = 0;
    int attempts = 0;
};
template <typename V>
void fields(V& v, Intake& m)
{
    v("sourceProgress", m.sourceProgress);
    v("filesDone", m.filesDone);
    v("filesTotal", m.filesTotal);
    v("bytes", m.bytes);
    v("resources", m.resources);
    v("attempts", m.attempts);
}

struct FileReceipts
{
    FileId file;
    int receipts = 0;
};
template <typename V>
void fields(V& v, FileReceipts& m)
{
    v("file", m.file);
    v("receipts", m.receipts);
}

struct Job
{
    JobId id;
    JobState state = JobState::AwaitingApproval;
    Time since;                 ///< of this state
    std::uint64_t revision = 0; ///< grows with every change
    StatementRecord request;
    std::vector<StatementRecord> decisions; ///< at both gates, in log order
    std::optional<StatementRecord> release;
    Intake intake;
    std::vector<FileReceipts> receipts;
    std::optional<std::string>
        failure; ///< a code of `Error.h`: why it failed or, before, what is tried again
    std::optional<std::string> failureDetail;
};
template <typename V>
void fields(V& v, Job& m)
{
    v("id", m.id);
    v("state", m.state);
    v("since", m.since);
    v("revision", m.revision);
    v("request", m.request);
    v("decisions", m.decisions);
    v("release", m.release);
    v("intake", m.intake);
    v("receipts", m.receipts);
    v("failure", m.failure);
    v("failureDetail", m.failureDetail);
}

struct Jobs
{
    std::vector<Job> jobs;
};
template <typename V>
void fields(V& v, Jobs& m)
{
    v("jobs", m.jobs);
}

} // namespace countersign::wire
