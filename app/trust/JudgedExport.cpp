#include "trust/JudgedExport.h"

#include <algorithm>

namespace countersign::trust {

namespace {

void take(const TrustState& state, const Entered& event, JudgedExport& so)
{
    const auto& statement = event.signedStatement.statement;
    if (statement.as<wire::ReleaseBody>()) {
        if (const auto admitted = admitRelease(state, so.counted, event))
            so.counted.release = event;
        else
            so.releaseFault = admitted.error();
    } else if (statement.as<wire::WithdrawalBody>()) {
        if (admitWithdrawal(state, so.counted, event))
            so.counted.withdrawal = event;
    } else if (const auto admitted = admitDecision(state, so.counted, event)) {
        so.counted.decisions.push_back(event);
    } else {
        so.refused.emplace(event.index, admitted.error());
    }
}

} // namespace

JudgedExport judged(const TrustState& state, const ExportCase& placed)
{
    JudgedExport so;
    so.counted.request = placed.request;
    if (const auto admitted = admitRequest(state, placed.request); !admitted)
        so.requestFault = admitted.error();
    auto events = placed.decisions;
    if (placed.release)
        events.push_back(*placed.release);
    if (placed.withdrawal)
        events.push_back(*placed.withdrawal);
    std::stable_sort(events.begin(), events.end(),
                     [](const auto& a, const auto& b) { return a.index < b.index; });
    for (const auto& event : events) {
        // What everything rests on does not hold: nothing that was decided on it counts.
        if (!so.requestFault)
            take(state, event, so);
        else if (event.signedStatement.statement.as<wire::DecisionBody>())
            so.refused.emplace(event.index, *so.requestFault);
        else if (event.signedStatement.statement.as<wire::ReleaseBody>())
            so.releaseFault = so.requestFault;
    }
    return so;
}

} // namespace countersign::trust
