#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace countersign::bench {

/// Another program, started at once and ended (SIGTERM, after five seconds SIGKILL) with this object.
class Child
{
public:
    /// `command[0]` is looked for in PATH; `environment` (`NAME=value`) is added to ours. Throws where it
    /// can't be started.
    explicit Child(const std::vector<std::string>& command, const std::vector<std::string>& environment = {});
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    [[nodiscard]] pid_t id() const { return m_id; }
    [[nodiscard]] bool runs();

private:
    pid_t m_id = -1;
    bool m_ended = false;
};

} // namespace countersign::bench
