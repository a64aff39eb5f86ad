#include "trust/TrailParts.h"

#include <algorithm>

/// The states of an export (`app/server/job/jobs.md`), as the server's entries tell of them.
namespace countersign::trust::trail {

namespace {

using enum wire::JobState;
using wire::JobState;

struct Move
{
    std::vector<JobState> from; ///< empty: any
    std::optional<JobState> to; ///< absent: stays
};

const std::vector<JobState> over{Rejected, Withdrawn, Lapsed, Failed, Voided, Destroyed};

bool isOneOf(const std::vector<JobState>& states, JobState state)
{
    return std::find(states.begin(), states.end(), state) != states.end();
}

bool isOver(const ExportTrail& one)
{
    return one.state && isOneOf(over, *one.state);
}

const std::map<std::string, Move>& moves()
{
    static const std::map<std::string, Move> all{
        {"job.approved", {{AwaitingApproval}, Approved}},
        {"job.released", {{AwaitingRelease}, Released}},
        {"job.rejected", {{AwaitingApproval, AwaitingRelease}, Rejected}},
        {"job.lapsed", {{AwaitingApproval, AwaitingRelease}, Lapsed}},
        {"job.voided",
         {{AwaitingApproval, Approved, KickingOff, Preparing, TakingIn, AwaitingRelease, Released, Retrieved},
          Voided}},
        {"job.kick-off", {{Approved}, KickingOff}},
        {"job.accepted", {{KickingOff}, Preparing}},
        {"job.kick-off-again", {{KickingOff, Preparing}, KickingOff}},
        {"job.poll", {{Preparing}, {}}},
        {"job.manifest", {{Preparing}, TakingIn}},
        {"job.file-sealed", {{TakingIn}, {}}},
        {"job.release-made", {{TakingIn}, AwaitingRelease}},
        {"job.resumed", {{Preparing, TakingIn}, {}}},
        {"job.failed", {{Approved, KickingOff, Preparing, TakingIn}, Failed}},
        {"job.destroyed", {{Released, Retrieved, Rejected, Withdrawn, Lapsed, Failed, Voided}, {}}},
        // While the source is left, too: in any state.
        {"job.retry", {}},
        {"job.recovered", {}},
        {"job.source-delete", {}},
    };
    return all;
}

std::string text(wire::Standing standing)
{
    return std::string(wire::enumText(standing));
}

} // namespace

TrailFinding Exports::about(const Line& line, const ExportTrail& one, TrailFault fault) const
{
    return Findings::at(line, fault, one.severity());
}

bool Exports::mayMove(const Line& line, const ExportTrail& one) const
{
    const auto move = moves().find(line.entry.action);
    return move == moves().end() || !one.state || move->second.from.empty() ||
           isOneOf(move->second.from, *one.state);
}

void Exports::moved(const Line& line)
{
    const auto& action = line.entry.action;
    if (line.entry.actor.person != wire::serverAuthor.text())
        m_findings.differs(line, "actor", wire::serverAuthor.text(), line.entry.actor.person,
                           TrailFault::OtherActor);
    if (action.starts_with("key.")) {
        checkKey(line);
        return;
    }
    auto* one = find(line.entry.job);
    if (!one) {
        m_findings.add(line, TrailFault::JobUnknown);
        return;
    }
    if (!mayMove(line, *one)) {
        auto finding = about(line, *one, TrailFault::JobOutOfOrder);
        finding.found = std::string(wire::enumText(*one->state));
        m_findings.add(std::move(finding));
    }
    checkGate(line, *one);
    if (action == "job.voided")
        checkVoid(line, *one);
    if (action == "job.destroyed")
        checkDestruction(line, *one);
    // What it says is followed, even where it can't be so: one lie is told once.
    if (const auto move = moves().find(action); move != moves().end() && move->second.to)
        one->state = move->second.to;
    one->wasReleased = one->wasReleased || action == "job.released";
}

void Exports::checkGate(const Line& line, const ExportTrail& one)
{
    const auto& action = line.entry.action;
    const bool ends = action == "job.rejected" || action == "job.lapsed";
    if (!ends && action != "job.approved" && action != "job.released")
        return;
    // The gate follows from what was done; where that is either, from the state that it was in.
    const bool first = ends ? !one.theCase || !one.theCase->release : action == "job.approved";
    const auto gate = first ? wire::Gate::Request : wire::Gate::Release;
    const std::string expected(wire::enumText(gate));
    if (!one.blind && line.detail("gate") != expected)
        m_findings.differs(line, "gate", expected, line.detail("gate"));
    checkStanding(line, one, gate,
                  !ends                    ? wire::Standing::Effective
                  : action == "job.lapsed" ? wire::Standing::Lapsed
                                           : wire::Standing::Rejected);
}

void Exports::checkStanding(const Line& line, const ExportTrail& one, wire::Gate gate,
                            wire::Standing expected)
{
    const auto stands =
        one.theCase ? standing(m_state, *one.theCase, gate, line.entry.time) : wire::Standing::Open;
    if (stands == expected)
        return;
    auto finding = about(line, one, TrailFault::Standing);
    finding.gate = gate;
    finding.expected = text(expected);
    finding.found = text(stands);
    m_findings.add(std::move(finding));
}

void Exports::checkVoid(const Line& line, const ExportTrail& one)
{
    if (!one.theCase || checkNotVoid(m_state, *one.theCase, line.entry.time))
        m_findings.add(about(line, one, TrailFault::NotVoid));
}

void Exports::checkKey(const Line& line)
{
    if (line.entry.action != "key.destroy" || line.entry.job.empty())
        return;
    auto* one = find(line.entry.job);
    if (!one) {
        m_findings.add(line, TrailFault::JobUnknown);
        return;
    }
    if (one->state && !isOver(*one) && one->request() && line.entry.time < one->request()->ends)
        m_findings.add(about(line, *one, TrailFault::DestroyedEarly));
}

void Exports::checkDestruction(const Line& line, ExportTrail& one)
{
    one.destroyed = true;
    if (!one.state)
        return;
    if (!isOver(one) && one.request() && line.entry.time < one.request()->ends)
        m_findings.add(about(line, one, TrailFault::DestroyedEarly));
    const std::string was(wire::enumText(*one.state));
    if (!one.blind && line.detail("state") != was)
        m_findings.differs(line, "state", was, line.detail("state"));
    if (!isOver(one))
        one.state = Destroyed;
}

void Exports::finish(Time now)
{
    for (const auto& [job, one] : m_exports)
        finishOne(one, now);
}

void Exports::finishOne(const ExportTrail& one, Time now)
{
    TrailFinding finding;
    finding.job = one.job.text();
    const auto* request = one.request();
    if (!request || !one.state || one.blind)
        return;
    const auto at = [&](wire::Gate gate) { return standing(m_state, *one.theCase, gate, now); };
    const bool awaits = *one.state == AwaitingApproval || *one.state == AwaitingRelease;
    const auto gate = *one.state == AwaitingApproval ? wire::Gate::Request : wire::Gate::Release;
    finding.found = std::string(wire::enumText(*one.state));
    if (awaits && (at(gate) == wire::Standing::Effective || at(gate) == wire::Standing::Rejected))
        finding.expected = text(at(gate));
    else if (!isOver(one) && !checkNotVoid(m_state, *one.theCase, now))
        finding.expected = std::string(wire::enumText(Voided));
    if (finding.expected) {
        finding.fault = TrailFault::JobNotMoved;
        m_findings.add(finding);
    }
    const bool hadFiles = one.theCase->release.has_value();
    if (hadFiles && !one.destroyed && !one.partial && now >= request->ends + std::chrono::days(1)) {
        finding.fault = TrailFault::NotDestroyed;
        finding.severity = TrailSeverity::Note;
        finding.time = request->ends;
        m_findings.add(std::move(finding));
    }
}

} // namespace countersign::trust::trail
