#include "server/Program.h"

#include "server/Initialization.h"
#include "server/InitializationFile.h"
#include "server/ProgramAccounts.h"
#include "server/ProgramNextKeys.h"
#include "server/ProgramRecovery.h"
#include "server/ProgramSignals.h"
#include "server/Server.h"

#include <cstdio>
#include <fstream>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

void print(const std::vector<wire::EnrolmentCode>& codes)
{
    const auto text = codesText(codes);
    std::fwrite(text.reveal().data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

Result<void> init(const ProgramOptions& options, const Configuration& configuration, const Clock& clock)
{
    auto people = readFirstPeople(options.people);
    if (!people)
        return tl::unexpected(people.error());
    const auto codes = initialize(
        configuration, {std::move(*people), options.codesFile, options.profileFile, options.caFile}, clock);
    if (!codes)
        return tl::unexpected(codes.error());
    if (options.codesToStdout)
        print(*codes);
    std::fprintf(stderr, "%s is set up: %zu people may enrol.\n", configuration.facts.name.c_str(),
                 codes->size());
    return {};
}

Result<void> newCode(const ProgramOptions& options, const Configuration& configuration, const Clock& clock)
{
    std::vector<wire::EnrolmentCode> codes;
    auto code = newCodeOnHost(configuration, PersonId(options.person), clock);
    if (!code)
        return tl::unexpected(code.error());
    codes.push_back(std::move(*code));
    if (options.codesToStdout)
        print(codes);
    if (options.codesFile.empty())
        return {};
    auto file = InitializationFile::write(options.codesFile, codesText(codes).revealText());
    if (!file)
        return tl::unexpected(file.error());
    file->keep();
    return {};
}

Result<void> recover(const ProgramOptions& options, const Configuration& configuration, const Clock& clock)
{
    return recoverOnHost(configuration, options.lost, clock).map([](const wire::PendingRecovery& pending) {
        std::fputs(recoveryText(pending).c_str(), stdout);
    });
}

Result<void> nextKeys(const Configuration& configuration, const Clock& clock)
{
    return nextKeysOnHost(configuration, clock).map([](const wire::PreparedKeys& keys) {
        std::fputs(nextKeysText(keys).c_str(), stdout);
    });
}

/// Written under another name first, so that who waits for the file never reads half a number.
Result<void> writePort(const std::filesystem::path& file, std::uint16_t port)
{
    const auto draft = file.string() + ".new";
    std::ofstream(draft) << port << '\n';
    std::error_code error;
    std::filesystem::rename(draft, file, error);
    if (error)
        return fail(ErrorCode::FileAccess,
                    "the port file " + file.string() + " cannot be written: " + error.message());
    return {};
}

Result<void> serve(const ProgramOptions& options, const Configuration& configuration, const Clock& clock)
{
    const auto signals = ProgramSignals::block(); // before any thread starts: all inherit it
    auto server = Server::open(configuration, clock);
    if (!server)
        return tl::unexpected(server.error());
    if (!options.portFile.empty())
        if (auto written = writePort(options.portFile, (*server)->port()); !written)
            return written;
    spdlog::info("{} serves {}", configuration.facts.id.text(), (*server)->origin());
    const auto watching = signals.watch(**server);
    auto done = (*server)->run();
    spdlog::info("{} has ended", configuration.facts.id.text());
    return done;
}

} // namespace

Result<void> runProgram(const ProgramOptions& options)
{
    spdlog::set_default_logger(spdlog::stderr_logger_mt("countersignd"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    const SystemClock clock;
    const auto configuration = Configuration::load(options.config);
    if (!configuration)
        return tl::unexpected(configuration.error());
    switch (options.command) {
    case ProgramOptions::Command::Init:
        return init(options, *configuration, clock);
    case ProgramOptions::Command::Serve:
        return serve(options, *configuration, clock);
    case ProgramOptions::Command::Unlock:
        return unlockOnHost(*configuration, PersonId(options.person), clock);
    case ProgramOptions::Command::NewCode:
        return newCode(options, *configuration, clock);
    case ProgramOptions::Command::Recover:
        return recover(options, *configuration, clock);
    case ProgramOptions::Command::NextKeys:
        return nextKeys(*configuration, clock);
    }
    return fail(ErrorCode::Internal, "no such command");
}

} // namespace countersign::server
