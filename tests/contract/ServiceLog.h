#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace countersign::contract {

/// Takes what the service logs, at the level that it runs with, while this lives.
class ServiceLog
{
public:
    ServiceLog();
    ~ServiceLog();
    ServiceLog(const ServiceLog&) = delete;
    ServiceLog& operator=(const ServiceLog&) = delete;

    [[nodiscard]] std::string text() const;

private:
    struct Lines;
    std::shared_ptr<Lines> m_lines;
    std::shared_ptr<spdlog::logger> m_before;
};

/// The values of a message's secret members: passwords, codes, tokens, tickets, at any depth.
[[nodiscard]] std::vector<std::string> secretsIn(const std::string& json);

} // namespace countersign::contract
