#include "bench/Child.h"

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace countersign::bench {

namespace {

constexpr auto patience = std::chrono::seconds(5);
constexpr auto pause = std::chrono::milliseconds(10);

std::vector<char*> pointersTo(const std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (const auto& text : texts)
        pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

// The last of two variables of one name would be ignored.
std::vector<std::string> withOurs(std::vector<std::string> variables)
{
    for (auto** ours = environ; *ours; ++ours) {
        const std::string text(*ours);
        const auto name = text.substr(0, text.find('=') + 1);
        bool replaced = false;
        for (const auto& variable : variables)
            replaced = replaced || variable.starts_with(name);
        if (!replaced)
            variables.push_back(text);
    }
    return variables;
}

} // namespace

Child::Child(const std::vector<std::string>& command, const std::vector<std::string>& environment)
{
    const auto variables = withOurs(environment);
    const auto arguments = pointersTo(command);
    if (posix_spawnp(&m_id, arguments[0], nullptr, nullptr, arguments.data(), pointersTo(variables).data()) !=
        0)
        throw std::runtime_error("can't start " + command.front());
}

bool Child::runs()
{
    if (!m_ended)
        m_ended = waitpid(m_id, nullptr, WNOHANG) == m_id;
    return !m_ended;
}

Child::~Child()
{
    if (!runs())
        return;
    kill(m_id, SIGTERM);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (runs()) {
        if (std::chrono::steady_clock::now() > end)
            kill(m_id, SIGKILL);
        std::this_thread::sleep_for(pause);
    }
}

} // namespace countersign::bench
