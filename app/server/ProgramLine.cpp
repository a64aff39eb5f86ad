#include "server/Program.h"

#include <CLI/CLI.hpp>

namespace countersign::server {

namespace {

CLI::App* addCommand(CLI::App& app, ProgramLine& line, ProgramOptions::Command command, const char* name,
                     const char* what)
{
    auto* added = app.add_subcommand(name, what);
    added->add_option("--config", line.options.config, "Configuration, TOML")
        ->required()
        ->check(CLI::ExistingFile);
    added->callback([&line, command] { line.options.command = command; });
    return added;
}

void addInit(CLI::App& app, ProgramLine& line)
{
    auto* init = addCommand(app, line, ProgramOptions::Command::Init, "init",
                            "Set the server up: data folder, keys, first people");
    auto& options = line.options;
    init->add_option("--people", options.people, "First people, TOML: [[person]] with id, name, roles")
        ->required()
        ->check(CLI::ExistingFile);
    auto* codes = init->add_option_group("codes", "Where the one-time enrolment codes go");
    codes->add_option("--codes-file", options.codesFile,
                      "New file, 0600: person, code and expiry, a line each");
    codes->add_flag("--codes-to-stdout", options.codesToStdout, "Print them");
    codes->require_option(1, 2);
    auto* ca = init->add_option("--ca-file", options.caFile, "CA that consoles are to trust, PEM")
                   ->check(CLI::ExistingFile);
    init->add_option("--profile-file", options.profileFile, "New file: profile for consoles")->needs(ca);
}

void addOthers(CLI::App& app, ProgramLine& line)
{
    using Command = ProgramOptions::Command;
    addCommand(app, line, Command::Serve, "serve", "Serve until SIGTERM; SIGHUP loads the certificate anew")
        ->add_option("--port-file", line.options.portFile, "File to write the port to, once it listens");
    addCommand(app, line, Command::Unlock, "unlock", "Unlock an admin's account while the server is stopped")
        ->add_option("person", line.options.person, "Whose")
        ->required();
    auto* newCode =
        addCommand(app, line, Command::NewCode, "new-code",
                   "Issue a new enrolment code to somebody who has not enrolled, while the server "
                   "is stopped");
    newCode->add_option("person", line.options.person, "For whom")->required();
    auto* codes = newCode->add_option_group("codes", "Where the code goes");
    codes->add_option("--codes-file", line.options.codesFile, "New file, 0600: person, code and expiry");
    codes->add_flag("--codes-to-stdout", line.options.codesToStdout, "Print it");
    codes->require_option(1, 2);
}

void addKeyChanges(CLI::App& app, ProgramLine& line)
{
    addCommand(
        app, line, ProgramOptions::Command::Recover, "recover",
        "After a restore that lost entries of the logs, while the server is stopped: make new log keys and "
        "write down what two admins are to sign")
        ->add_option(
            "--lost", line.options.lost,
            "A checkpoint of either log that the server had signed, kept elsewhere (a console's); besides "
            "[log] copy")
        ->check(CLI::ExistingFile);
    addCommand(
        app, line, ProgramOptions::Command::NextKeys, "next-keys",
        "Make the keys of the server and its logs that the next root may name, while the server is stopped");
}

} // namespace

ProgramLine readProgramLine(int count, const char* const* arguments)
{
    ProgramLine line;
    CLI::App app("Countersign's export server", "countersignd");
    app.require_subcommand(1);
    addInit(app, line);
    addOthers(app, line);
    addKeyChanges(app, line);
    static_cast<LineRead&>(line) = readInto(app, count, arguments, 2);
    return line;
}

} // namespace countersign::server
