#pragma once

#include "client/WholeTrail.h"
#include "ui/theme/Widgets.h"

/// What a check of the whole trail came to, in words: on the page and on the printed report alike.
namespace countersign::ui {

/// One finding, naming the entry or the statement that it is about.
[[nodiscard]] QString trailFindingText(const trust::TrailFinding& finding, Time now);
[[nodiscard]] QString trailSeverityText(trust::TrailSeverity severity);
[[nodiscard]] Tone trailSeverityTone(trust::TrailSeverity severity);

/// Whether it holds, in a sentence.
[[nodiscard]] QString trailVerdictText(const client::WholeTrailReport& report);
[[nodiscard]] Tone trailVerdictTone(const client::WholeTrailReport& report);
/// What matters most of it, in one line.
[[nodiscard]] QString trailSumText(const client::WholeTrailReport& report);

/// Name and value of what was checked; digests whole.
struct TrailFact
{
    QString name;
    QString value;
    bool digest = false;
};
[[nodiscard]] std::vector<TrailFact> trailFacts(const client::WholeTrailReport& report);
/// What no such check can prove, and this one did not.
[[nodiscard]] QStringList trailLimits(const client::WholeTrailReport& report);

} // namespace countersign::ui
