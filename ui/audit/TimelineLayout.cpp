#include "ui/audit/TimelineLayout.h"

#include <algorithm>

namespace countersign::ui {

namespace {

using Span = std::chrono::milliseconds;

constexpr double leastStep = 14;   // two dots do not touch
constexpr double longestStep = 90; // of a gap that is not compressed
constexpr double gapStep = 84;     // of one that is: room for its mark
constexpr int longerThanUsual = 12;
constexpr Span alwaysShown = std::chrono::seconds(30);

Span longestUncompressed(const std::vector<Time>& times)
{
    std::vector<Span> spans;
    for (std::size_t i = 1; i < times.size(); ++i)
        if (times[i] > times[i - 1])
            spans.push_back(times[i] - times[i - 1]);
    if (spans.empty())
        return alwaysShown;
    const auto middle = spans.begin() + static_cast<std::ptrdiff_t>(spans.size() / 2);
    std::nth_element(spans.begin(), middle, spans.end());
    return std::max(alwaysShown, *middle * longerThanUsual);
}

} // namespace

TimelineLayout layOut(const std::vector<Time>& times, double wanted)
{
    TimelineLayout layout;
    const auto longest = longestUncompressed(times);
    double x = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (i > 0) {
            const auto span = std::max(times[i] - times[i - 1], Span::zero());
            const double from = x;
            if (span > longest) {
                x += gapStep;
                layout.gaps.push_back({from, x, span});
            } else {
                const double part = static_cast<double>(span.count()) / static_cast<double>(longest.count());
                x += leastStep + (longestStep - leastStep) * part;
            }
        }
        layout.at.push_back(x);
    }
    layout.width = x;
    if (x <= 0 || x >= wanted) {
        layout.width = std::max(x, wanted);
        return layout;
    }
    const double stretch = wanted / x;
    for (auto& at : layout.at)
        at *= stretch;
    for (auto& gap : layout.gaps) {
        gap.from *= stretch;
        gap.to *= stretch;
    }
    layout.width = wanted;
    return layout;
}

std::vector<std::size_t> timesWritten(const std::vector<AxisTime>& times)
{
    std::vector<std::size_t> written;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto inTheWay = [&](std::size_t other) {
            return times[other].text == times[i].text ||
                   (times[other].from < times[i].to && times[i].from < times[other].to);
        };
        if (std::none_of(written.begin(), written.end(), inTheWay))
            written.push_back(i);
    }
    return written;
}

} // namespace countersign::ui
