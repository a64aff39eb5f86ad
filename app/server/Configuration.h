#pragma once

#include "base/Secret.h"
#include "server/http/Http.h"
#include "server/job/Jobs.h"
#include "server/session/ServerFacts.h"
#include "wire/Statement.h"

#include <filesystem>
#include <vector>

namespace countersign::server {

/// What `countersignd` is told: one TOML file (README.md of this folder names the keys).
struct Configuration
{
    ServerFacts facts;
    std::filesystem::path dataFolder;     ///< 0700, made by `init`
    std::filesystem::path passphraseFile; ///< of the key vault; its first line; 0600

    std::string address; ///< numeric
    std::uint16_t port = 0;
    /// `https://host:port` as consoles address us, without a path; port 0 stands for the one that we get.
    std::string origin;
    std::filesystem::path certificateFile;
    std::filesystem::path keyFile;
    http::Limits limits; ///< of the file only how many may be connected

    /// Where health and metrics are served: a loopback address, or nowhere.
    struct OperationsAddress
    {
        std::string address;
        std::uint16_t port = 0;
    };
    std::optional<OperationsAddress> operations;

    /// Where what is published of both logs is copied to, off this host; empty: nowhere.
    std::filesystem::path logCopy;

    wire::Policy policy; ///< that the server proposes at its founding; afterwards the root's counts
    std::vector<SourceConfig> sources;

    /// `Configuration` with every fault, a line each: file, line, what is wrong and what is allowed.
    /// `FileAccess` if it cannot be read.
    [[nodiscard]] static Result<Configuration> load(const std::filesystem::path& file);
    /// The vault's passphrase. `FileAccess`, `Configuration` if others can read the file or it is empty.
    [[nodiscard]] Result<Secret> passphrase() const;
    /// The origin with the port that the listener got.
    [[nodiscard]] std::string originAt(std::uint16_t boundPort) const;
};

} // namespace countersign::server
