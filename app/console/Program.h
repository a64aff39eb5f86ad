#pragma once

class QApplication;

namespace countersign::console {

/// Runs the console until its window is closed; the exit code.
[[nodiscard]] int runProgram(QApplication& application);

} // namespace countersign::console
