#pragma once

#include <string>

namespace CLI {
class App;
}

namespace countersign {

/// `exit` is set when there is nothing to run: after `--help` and `--version`, or after something wrong, with
/// the text for the person.
struct LineRead
{
    bool exit = false;
    int exitCode = 0;
    std::string text;
};

/// Reads into what the app's options are bound to; `--version` is added. `wrong`: the exit code of a line
/// with something wrong.
[[nodiscard]] LineRead readInto(CLI::App& app, int count, const char* const* arguments, int wrong);

} // namespace countersign
