#pragma once

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

} // namespace countersign::bench
