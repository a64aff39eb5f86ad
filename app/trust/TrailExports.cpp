#include "trust/Entry.h"
#include "trust/JobName.h"
#include "trust/TrailParts.h"

#include <utility>

/// The statements of exports, in the order in which they entered.
namespace countersign::trust::trail {

namespace {

// A statement that was not at hand may be all that it lacks.
bool lacksAnother(const Error& why)
{
    return why.code == ErrorCode::ApprovalMissing || why.code == ErrorCode::NotOpen ||
           why.code == ErrorCode::Lapsed;
}

} // namespace

const wire::ReleaseBody* ExportTrail::release() const
{
    return theCase && theCase->release ? theCase->release->signedStatement.statement.as<wire::ReleaseBody>()
                                       : nullptr;
}

const wire::ExportRequestBody* ExportTrail::request() const
{
    return theCase ? theCase->request.signedStatement.statement.as<wire::ExportRequestBody>() : nullptr;
}

ExportTrail* Exports::find(const std::string& job)
{
    const auto found = m_exports.find(job);
    return found == m_exports.end() ? nullptr : &found->second;
}

std::optional<JobId> Exports::jobOf(const Digest& subject) const
{
    const auto place = m_state.place(subject);
    if (place && place->type == wire::StatementType::ExportRequest)
        return jobIdOf(subject);
    if (place && place->type == wire::StatementType::Release && place->request)
        return jobIdOf(*place->request);
    return std::nullopt;
}

void Exports::unseen(const wire::TrustEntry& entry)
{
    if (entry.type == wire::StatementType::ExportRequest) {
        auto& made = m_exports[jobIdOf(entry.digest).text()];
        made.job = jobIdOf(entry.digest);
        made.state = wire::JobState::AwaitingApproval;
        made.blind = true;
        m_findings.countExport();
    } else if (entry.request) {
        blind(jobIdOf(*entry.request).text());
    }
}

void Exports::blind(const std::string& job)
{
    if (auto* one = find(job))
        one->blind = true;
}

void Exports::begin()
{
    for (auto& [job, one] : m_exports) {
        one.partial = true;
        one.wasReleased = one.theCase && one.release();
        one.state.reset();
    }
}

void Exports::entered(const Entered& event)
{
    if (!m_state.founded())
        return;
    const auto& statement = event.signedStatement.statement;
    const auto* decision = statement.as<wire::DecisionBody>();
    if (statement.as<wire::ExportRequestBody>())
        enterRequest(event);
    else if (statement.as<wire::ReleaseBody>())
        enterRelease(event);
    else if (decision && decision->gate != wire::Gate::Admin)
        enterDecision(event);
    else if (const auto* withdrawal = statement.as<wire::WithdrawalBody>();
             withdrawal && jobOf(withdrawal->subject))
        enterWithdrawal(event);
}

void Exports::refuse(const Entered& event, const ExportTrail* one, const Error& why)
{
    const auto& statement = event.signedStatement.statement;
    TrailFinding finding;
    finding.fault = TrailFault::StatementRefused;
    if (one) {
        finding.job = one->job.text();
        if (lacksAnother(why))
            finding.severity = one->severity();
    }
    finding.time = event.time;
    finding.person = statement.author.person.text();
    finding.statement = event.signedStatement.digest;
    finding.trustIndex = event.index;
    finding.code = codeText(why.code);
    finding.detail = why.detail;
    if (const auto* decision = statement.as<wire::DecisionBody>())
        finding.gate = decision->gate;
    m_findings.add(std::move(finding));
}

void Exports::enterRequest(const Entered& request)
{
    const auto job = jobIdOf(request.signedStatement.digest);
    auto& made = m_exports[job.text()];
    made.job = job;
    made.state = wire::JobState::AwaitingApproval;
    made.theCase.emplace();
    made.theCase->request = request;
    m_findings.countExport();
    if (auto done = admitRequest(m_state, request); !done)
        refuse(request, &made, done.error());
    else
        m_findings.count(1);
}

void Exports::enterRelease(const Entered& release)
{
    const auto& body = *release.signedStatement.statement.as<wire::ReleaseBody>();
    auto* one = find(jobIdOf(body.request).text());
    if (!one || !one->theCase)
        return; // its request was not at hand, and that was told
    auto done = admitRelease(m_state, *one->theCase, release);
    if (done && body.job != one->job)
        done = fail(ErrorCode::OtherSubject, "the release of another export");
    if (!done) {
        refuse(release, one, done.error());
        return;
    }
    m_findings.count(1);
    one->theCase->release = release;
}

void Exports::enterDecision(const Entered& decision)
{
    bool counted = entersInFull(decision.signedStatement.statement);
    for (const auto& subject : decision.signedStatement.statement.as<wire::DecisionBody>()->subjects) {
        const auto job = jobOf(subject);
        auto* one = job ? find(job->text()) : nullptr;
        if (!one || !one->theCase) {
            if (!one)
                refuse(decision, nullptr, {ErrorCode::OtherSubject, "is about no export that stands here"});
            continue;
        }
        if (auto done = admitDecision(m_state, withoutVoid(m_state, *one->theCase), decision); !done) {
            refuse(decision, one, done.error());
            continue;
        }
        one->theCase->decisions.push_back(decision);
        if (!std::exchange(counted, true))
            m_findings.count(1);
    }
}

void Exports::enterWithdrawal(const Entered& withdrawal)
{
    const auto& subject = withdrawal.signedStatement.statement.as<wire::WithdrawalBody>()->subject;
    auto* one = find(jobIdOf(subject).text());
    if (!one || !one->theCase)
        return;
    if (auto done = admitWithdrawal(m_state, *one->theCase, withdrawal); !done) {
        refuse(withdrawal, one, done.error());
        return;
    }
    one->theCase->withdrawal = withdrawal;
    one->state = wire::JobState::Withdrawn;
}

} // namespace countersign::trust::trail
