#include "trialsource/Options.h"

#include <limits>

#include <CLI/CLI.hpp>

namespace countersign::trialsource {

namespace {

void addRecords(CLI::App& app, Options& options)
{
    const auto most = [](std::uint64_t value) { return CLI::Range(std::uint64_t{1}, value); };
    auto* seed = app.add_option("--seed", options.seed, "Seed of the synthetic records");
    auto* patients = app.add_option("--patients", options.patients, "Number of synthetic patients")
                         ->check(most(100'000'000));
    auto* folder = app.add_option("--folder", options.folder, "Serve the NDJSON files of this folder instead")
                       ->check(CLI::ExistingDirectory);
    folder->excludes(seed)->excludes(patients);
    app.add_option("--replicate", options.replicate,
                   "Serve the folder this many times, each time under new ids")
        ->check(most(1'000'000))
        ->needs(folder);
    app.add_option("--resources-per-file", options.resourcesPerFile,
                   "Split export files at this many resources");
    app.add_option("--slow-bytes-per-second", options.slowBytesPerSecond, "Send each export file no faster");
    app.add_option("--preparation-seconds", options.preparationSeconds,
                   "The least time that an export takes to prepare")
        ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{3600}));
}

void addFaults(CLI::App& app, Options& options)
{
    app.add_option_function<std::vector<std::string>>(
           "--misbehave",
           [&](const std::vector<std::string>& texts) {
               for (const auto& text : texts) {
                   auto fault = readFault(text);
                   if (!fault)
                       throw CLI::ValidationError("--misbehave", fault.error().detail);
                   options.faults.push_back(std::move(*fault));
               }
           },
           "Do this wrong, KIND[@PLACE][:PARAMETER][*TIMES]; may be given several times")
        ->expected(1)
        ->take_all();
    app.footer("Misbehaviour, where it befalls and its parameter unless others are given:\n" + faultKinds());
}

void addServer(CLI::App& app, Options& options)
{
    app.add_option("--address", options.address, "Address to listen on")->capture_default_str();
    app.add_option("--port", options.port, "Port to listen on; 0 takes any free one")->capture_default_str();
    app.add_option("--public-url", options.publicUrl,
                   "What clients call this server, without a path (default: https://<address>:<port>)");
    app.add_option("--certificate", options.certificate, "Certificate chain, PEM")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_option("--key", options.key, "Its private key, PEM")->required()->check(CLI::ExistingFile);
    app.add_option("--client-id", options.clientId, "The one client that may export")->required();
    app.add_option("--client-jwks", options.clientJwks, "File with that client's public keys, a JWKS")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_option("--port-file", options.portFile, "File to write the port to, once it listens");
}

} // namespace

CommandLine readCommandLine(int count, const char* const* arguments)
{
    CommandLine line;
    CLI::App app("A FHIR R4 server with Bulk Data exports, for trials and tests", "countersign-trialsource");
    addRecords(app, line.options);
    addServer(app, line.options);
    addFaults(app, line.options);
    static_cast<LineRead&>(line) = readInto(app, count, arguments, 2);
    return line;
}

} // namespace countersign::trialsource
