#pragma once

#include "base/Error.h"
#include "command/CommandLine.h"

#include <filesystem>
#include <string>
#include <vector>

namespace countersign::server {

/// What the command line of `countersignd` asks for.
struct ProgramOptions
{
    enum class Command { Init, Serve, Unlock, NewCode, Recover, NextKeys };
    Command command = Command::Serve;
    std::filesystem::path config;
    std::filesystem::path people;
    std::filesystem::path codesFile;
    bool codesToStdout = false;
    std::filesystem::path profileFile;
    std::filesystem::path caFile;
    std::filesystem::path portFile;
    std::string person;
    std::vector<std::filesystem::path> lost; ///< checkpoints
};

struct ProgramLine : LineRead
{
    ProgramOptions options;
};

[[nodiscard]] ProgramLine readProgramLine(int count, const char* const* arguments);

/// Does it; `serve` ends after SIGTERM or SIGINT. The error's detail is for the person who started the
/// program.
[[nodiscard]] Result<void> runProgram(const ProgramOptions& options);

} // namespace countersign::server
