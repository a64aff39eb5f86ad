#pragma once

#include <sys/types.h>

namespace countersign::bench {

/// How much this process' resident memory has grown at its peak since the object was made.
class MemoryPeak
{
public:
    MemoryPeak();
    /// MiB.
    [[nodiscard]] double growth() const;

private:
    double m_before = 0;
};

/// Of another process, MiB.
[[nodiscard]] double residentMemory(pid_t process);

} // namespace countersign::bench
