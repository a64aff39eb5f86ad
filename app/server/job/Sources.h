#pragma once

#include "server/job/Jobs.h"

#include <map>
#include <mutex>

namespace countersign::server {

/// The configured sources with their clients. Thread-safe.
class Sources
{
public:
    explicit Sources(const Jobs::Options& options);

    /// Null for one that is not configured.
    [[nodiscard]] const SourceConfig* config(const SourceId& id) const;
    /// `SourceRefused` for one that is not configured; `Configuration` where CA or key can't be used (tried
    /// again each time).
    [[nodiscard]] Result<std::shared_ptr<SourceClient>> client(const SourceId& id);
    /// In the order of the configuration, asked in parallel; an answer is kept for a minute. A requested stop
    /// ends it early.
    [[nodiscard]] std::vector<wire::Source> describe(const std::stop_token& stop);

private:
    using Clients = std::function<Result<std::unique_ptr<SourceClient>>(const SourceConfig&)>;

    [[nodiscard]] wire::Source describe(const SourceConfig& config, const std::stop_token& stop);

    std::vector<SourceConfig> m_configs;
    const Clock& m_clock;
    Clients m_make;
    std::mutex m_clientsMutex;
    std::map<SourceId, std::shared_ptr<SourceClient>> m_clients;
    std::mutex m_describing; ///< whoever asks meanwhile waits for the same answer
    std::vector<wire::Source> m_described;
    std::optional<Time> m_describedAt;
};

} // namespace countersign::server
