#pragma once

#include "command/CommandLine.h"
#include "trialsource/Fault.h"

#include <cstdint>
#include <string>
#include <vector>

namespace countersign::trialsource {

struct Options
{
    std::uint64_t seed = 1;
    std::uint64_t patients = 100;
    std::string folder; ///< empty: synthetic records
    std::uint64_t replicate = 1;
    std::uint64_t resourcesPerFile = 0;
    std::uint64_t slowBytesPerSecond = 0;
    std::uint64_t preparationSeconds = 0;
    std::vector<Fault> faults;
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string publicUrl; ///< empty: made of address and port
    std::string certificate;
    std::string key;
    std::string clientId;
    std::string clientJwks;
    std::string portFile;
};

/// What the command line asks for.
struct CommandLine : LineRead
{
    Options options;
};

[[nodiscard]] CommandLine readCommandLine(int count, const char* const* arguments);

} // namespace countersign::trialsource
