#pragma once

#include <cstdint>

namespace countersign {

/// Puts a file that is written once, from front to back, onto the disk while it grows, and takes what is
/// there out of the system's page cache. So a file of any size displaces nothing else from memory, and little
/// is left to do for the `fsync` that ends it; that stays necessary.
class WriteBehind
{
public:
    /// After each write, with the file's length so far. False, with errno, where the disk refused what was
    /// written (EIO, ENOSPC, EDQUOT): the system tells that once, and not again at the `fsync`.
    [[nodiscard]] bool advance(int file, std::uint64_t length);

private:
    std::uint64_t m_sent = 0; ///< on its way to the disk up to here
    std::uint64_t m_gone = 0; ///< on the disk and out of the cache up to here
};

} // namespace countersign
