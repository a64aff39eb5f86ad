#include "trialsource/Program.h"

#include "crypto/StrictJson.h"
#include "trialsource/FhirRoutes.h"
#include "trialsource/FolderPopulation.h"
#include "trialsource/SyntheticPopulation.h"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace countersign::trialsource {

namespace {

/// Beyond it, what is still being sent is cut.
constexpr unsigned graceSeconds = 3;

Result<std::shared_ptr<const Population>> populationOf(const Options& options)
{
    if (options.folder.empty())
        return std::make_shared<SyntheticPopulation>(options.seed, options.patients);
    auto folder = FolderPopulation::open(options.folder, options.replicate);
    if (!folder)
        return tl::unexpected(folder.error());
    return std::shared_ptr<const Population>(std::move(*folder));
}

Result<RegisteredClient> clientOf(const Options& options)
{
    std::ifstream stream(options.clientJwks, std::ios::binary);
    RegisteredClient client{options.clientId, std::string(std::istreambuf_iterator<char>(stream), {})};
    const auto json = crypto::parseStrictJson(client.jwks, 6);
    if (!json || !json->is_object() || !json->contains("keys") || !(*json)["keys"].is_array())
        return fail(ErrorCode::Configuration,
                    "The file " + options.clientJwks + " is not a JWKS ({\"keys\":[…]}).");
    return client;
}

/// Written under another name first, so that who waits for the file never reads half a number.
Result<void> writePort(const std::string& path, std::uint16_t port)
{
    const auto draft = path + ".new";
    std::ofstream(draft) << port << '\n';
    std::error_code error;
    std::filesystem::rename(draft, path, error);
    if (error)
        return fail(ErrorCode::FileAccess,
                    "The port file " + path + " cannot be written: " + error.message());
    return {};
}

std::string baseOf(const Options& options, std::uint16_t port)
{
    if (!options.publicUrl.empty())
        return options.publicUrl.substr(0, options.publicUrl.find_last_not_of('/') + 1);
    const bool six = options.address.find(':') != std::string::npos;
    return "https://" + (six ? '[' + options.address + ']' : options.address) + ':' + std::to_string(port);
}

FhirRoutes::Setting settingOf(const Options& options, const std::string& base,
                              const std::shared_ptr<const Population>& population,
                              const RegisteredClient& client, http::Listener& listener)
{
    return {base,
            population,
            client,
            {options.resourcesPerFile, std::chrono::seconds(options.preparationSeconds)},
            options.slowBytesPerSecond,
            options.faults,
            [&listener](const std::string& certificate, const std::string& key) {
                if (const auto shown = listener.replaceCertificate(certificate, key); !shown)
                    std::fprintf(stderr, "%s\n", shown.error().detail.c_str());
            }};
}

/// Blocked before any thread starts, so that all inherit it and `sigwait` alone sees the signals.
sigset_t blockStopSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

} // namespace

Result<void> runProgram(const Options& options)
{
    const auto signals = blockStopSignals();
    auto population = populationOf(options);
    if (!population)
        return tl::unexpected(population.error());
    auto client = clientOf(options);
    if (!client)
        return tl::unexpected(client.error());

    const SystemClock clock;
    std::unique_ptr<FhirRoutes> routes;
    http::ListenerOptions listening;
    listening.address = options.address;
    listening.port = options.port;
    listening.certificateFile = options.certificate;
    listening.keyFile = options.key;
    // The routes need the port that the listener gets; it asks them only once it runs.
    auto listener = http::Listener::open(
        listening, [&](const http::Request& request) { return routes->answer(request); });
    if (!listener)
        return fail(listener.error().code, "The server cannot listen on " + options.address + ':' +
                                               std::to_string(options.port) + ": " + listener.error().detail);
    const auto port = (*listener)->port();
    const auto base = baseOf(options, port);
    routes = std::make_unique<FhirRoutes>(settingOf(options, base, *population, *client, **listener), clock);
    if (!options.portFile.empty()) {
        if (auto written = writePort(options.portFile, port); !written)
            return written;
    }
    std::printf("Serving %s/fhir\n", base.c_str());
    std::fflush(stdout);

    std::jthread stopper([&](const std::stop_token& over) {
        const timespec pause{0, 200'000'000};
        while (!over.stop_requested()) {
            if (sigtimedwait(&signals, nullptr, &pause) < 0)
                continue;
            routes->stop();
            (*listener)->stop(graceSeconds);
            return;
        }
    });
    (*listener)->run();
    return {};
}

} // namespace countersign::trialsource
