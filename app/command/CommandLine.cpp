#include "command/CommandLine.h"

#include <sstream>

#include <CLI/CLI.hpp>

namespace countersign {

namespace {

/// The one whose options were being read: the command that was given, or the program.
const CLI::App& reached(const CLI::App& app)
{
    const auto commands = app.get_subcommands();
    return commands.empty() ? app : *commands.front();
}

std::string calling(const CLI::App& app)
{
    const auto& reader = reached(app);
    return &reader == &app ? app.get_name() : app.get_name() + ' ' + reader.get_name();
}

std::string notKnown(const CLI::App& app, const std::string& word)
{
    if (word.starts_with('-'))
        return "There is no option " + word + '.';
    if (app.get_require_subcommand_min() > 0 && app.get_subcommands().empty())
        return "There is no command " + word + '.';
    return "There is no place for " + word + ": it is one argument too many.";
}

} // namespace

LineRead readInto(CLI::App& app, int count, const char* const* arguments, int wrong)
{
    app.set_version_flag("--version", app.get_name() + " " COUNTERSIGN_VERSION,
                         "Print which version this is and exit");
    // CLI11 reports by exceptions; none leaves this function.
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream problem;
        if (app.exit(error, out, problem) == 0)
            return {true, 0, out.str()};
        // What is missing is told first by CLI11, and a slip in its name not at all.
        const auto others = app.remaining(true);
        const auto what = others.empty() ? std::string(error.what()) + '.' : notKnown(app, others.front());
        return {true, wrong, what + "\nRun " + calling(app) + " --help for what there is.\n"};
    }
    return {};
}

} // namespace countersign
