#pragma once

#include "trialsource/Options.h"

namespace countersign::trialsource {

/// Serves until SIGTERM or SIGINT; the error's detail is a sentence for the person who started the program.
[[nodiscard]] Result<void> runProgram(const Options& options);

} // namespace countersign::trialsource
