#pragma once

#include "console/CommandLine.h"

#include <memory>

class QWidget;

namespace countersign::console {

/// The window of a console that knows no server: says what is missing or wrong, and where profiles belong.
[[nodiscard]] std::unique_ptr<QWidget> noProfileWindow(const CommandLine& line,
                                                       const std::vector<Error>& faults);

} // namespace countersign::console
