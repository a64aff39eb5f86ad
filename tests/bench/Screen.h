#pragma once

#include "bench/Child.h"

#include <memory>
#include <string>

struct _XDisplay;

namespace countersign::bench {

/// An Xvfb of its own with openbox as window manager.
class Screen
{
public:
    Screen();
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    /// `:99`
    [[nodiscard]] const std::string& name() const { return m_name; }
    /// Titles of the windows of this process that openbox manages and that can be seen.
    [[nodiscard]] std::vector<std::string> titlesOf(pid_t process) const;

private:
    std::string m_name;
    std::unique_ptr<Child> m_server;
    std::unique_ptr<Child> m_manager;
    _XDisplay* m_display = nullptr;
};

} // namespace countersign::bench
