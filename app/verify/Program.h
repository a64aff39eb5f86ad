#pragma once

#include "base/Error.h"
#include "command/CommandLine.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// `countersign-verify`: whether a file proves an export, offline, against what its user believes beforehand.
namespace countersign::verify {

/// How the program ends; scripts rely on it.
constexpr int exitProven = 0;
constexpr int exitRefuted = 1;
constexpr int exitPartly = 2;
constexpr int exitUnreadable = 3; ///< a file that can't be read, or a wrong command line

struct Options
{
    std::filesystem::path bundle;
    std::optional<std::filesystem::path> profile;
    std::optional<std::string> root; ///< digest, as text
    std::optional<std::string> server;
    std::vector<std::string> witnesses; ///< verifier keys, besides the profile's
    std::optional<int> witnessesNeeded;
    bool json = false;
    std::optional<std::filesystem::path> extract; ///< new folder
};

struct Line : LineRead
{
    Options options;
};
[[nodiscard]] Line readLine(int count, const char* const* arguments);

struct Outcome
{
    int exitCode = exitUnreadable;
    std::string out;
    std::string problem; ///< for the standard error
};
[[nodiscard]] Outcome run(const Options& options);

} // namespace countersign::verify
