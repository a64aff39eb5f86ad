#pragma once

#include <string>
#include <string_view>

namespace countersign::server {

/// What may be kept of an `X-Progress` (Bulk Data 2.0.0, "Bulk Data Status Request"), which is free text: how
/// far the export is, in words of ours, and nothing else, since a source may put anything there, a patient's
/// name included. `42%` for text with one whole percentage in it; `1 of 3` for text with no other numbers;
/// a bare count. Numbers are of nine digits at most. Empty for the rest.
[[nodiscard]] std::string progressOf(std::string_view field);

} // namespace countersign::server
