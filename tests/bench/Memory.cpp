#include "bench/Memory.h"

#include <fstream>
#include <stdexcept>
#include <string>

#include <malloc.h>

namespace countersign::bench {

namespace {

double mebibytesOf(const std::string& name, const std::string& process = "self")
{
    std::ifstream status("/proc/" + process + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name + ':'))
            return std::stod(line.substr(name.size() + 1)) / 1024; // proc(5): in kB
    throw std::runtime_error("no " + name);
}

} // namespace

MemoryPeak::MemoryPeak()
{
    malloc_trim(0);                              // what is held back from earlier would hide the growth
    std::ofstream("/proc/self/clear_refs") << 5; // proc(5): resets the peak
    m_before = mebibytesOf("VmRSS");
}

double MemoryPeak::growth() const
{
    return mebibytesOf("VmHWM") - m_before;
}

double residentMemory(pid_t process)
{
    return mebibytesOf("VmRSS", std::to_string(process));
}

} // namespace countersign::bench
