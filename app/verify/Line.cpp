#include "verify/Program.h"

#include <CLI/CLI.hpp>

namespace countersign::verify {

Line readLine(int count, const char* const* arguments)
{
    Line line;
    auto& options = line.options;
    CLI::App app("Verifies a Countersign evidence bundle, offline", "countersign-verify");
    app.footer("Ends with 0: proven, 1: refuted, 2: holds but proves less, 3: can't be read.");
    auto* pinned = app.add_option_group("pinned", "What you believe beforehand");
    pinned->add_option("--profile", options.profile,
                       "A console's profile, JSON: its root, server and witnesses");
    pinned->add_option("--root", options.root, "Digest of the root's first version, 43 characters");
    pinned->require_option(1);
    app.add_option("--server", options.server, "The server's id");
    app.add_option("--witness", options.witnesses, "Verifier key of a witness; may be repeated")
        ->allow_extra_args(false);
    app.add_option("--witnesses", options.witnessesNeeded,
                   "How many of the witnesses must have cosigned; else all");
    app.add_flag("--json", options.json, "Print the report as one JSON document");
    app.add_option("--extract", options.extract,
                   "New folder for the bundle's parts, in their standard forms");
    app.add_option("bundle", options.bundle, "The bundle")->required();
    static_cast<LineRead&>(line) = readInto(app, count, arguments, exitUnreadable);
    return line;
}

} // namespace countersign::verify
