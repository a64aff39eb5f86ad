#pragma once

/// The timeline's measures in pixels, shared by its two halves.
namespace countersign::ui::timeline {

inline constexpr int lanes = 5;
inline constexpr int laneHeight = 34;
inline constexpr int top = 26;
inline constexpr int laneNames = 112;
inline constexpr int sideRoom = 56; // for half a label at either end
inline constexpr double radius = 6;

} // namespace countersign::ui::timeline
