#pragma once

#include "base/Time.h"

#include <vector>

#include <QString>

namespace countersign::ui {

/// Where events stand on a time axis whose long gaps are compressed. Free of widgets: units are pixels at
/// zoom 1.
struct TimelineLayout
{
    struct Gap
    {
        double from = 0;
        double to = 0;
        std::chrono::milliseconds span{};
    };
    std::vector<double> at; ///< of each event, in the order given; never falls
    std::vector<Gap> gaps;  ///< compressed ones
    double width = 0;
};

/// `times` ascend. A gap is compressed when it is much longer than the usual one; what happens at once stands
/// apart by the least step, so that every event can be pointed at. The whole is stretched to `wanted`, never
/// below what labels need.
[[nodiscard]] TimelineLayout layOut(const std::vector<Time>& times, double wanted);

/// A time of the axis: what is written, and from where to where.
struct AxisTime
{
    QString text;
    double from = 0;
    double to = 0;
};
/// Which are written, as indexes: none over another, and none twice, for what happened within one minute is
/// at one time. Those that come first do.
[[nodiscard]] std::vector<std::size_t> timesWritten(const std::vector<AxisTime>& times);

} // namespace countersign::ui
