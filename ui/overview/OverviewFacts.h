#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

/// What the overview says, gathered from what the console knows.
namespace countersign::ui {

/// Something that this person can do now.
struct WaitingItem
{
    QString title;
    QString under; ///< second line
    QString askedBy;
    QString purpose;
    Time since;
    std::optional<Time> lapses;
    QString action; ///< on the button
    QString page;
    QString item;
};
/// Decisions first (in the order of the book), then releases to fetch, then changes of people.
[[nodiscard]] std::vector<WaitingItem> waitingItems(client::Client& client);

/// An export under way that waits for somebody else, a machine, or its fetchers.
struct RunningItem
{
    QString title;
    std::optional<double> bar; ///< 0 to 1
    Tone tone = Tone::Accent;
    QString amount;
    QString turn; ///< whose turn it is
    QString page;
    QString item;
};
[[nodiscard]] std::vector<RunningItem> runningItems(client::Client& client);

/// Something that happened to an export, newest first.
struct LatelyItem
{
    QString text; ///< rich text, values escaped
    Time when;
};
[[nodiscard]] std::vector<LatelyItem> latelyItems(client::Client& client);

/// "Good morning. 3 things wait for you."
[[nodiscard]] QString greeting(Time now, std::optional<int> waiting);

} // namespace countersign::ui
