#pragma once

namespace countersign::test {

/// While it lives, this program's file system knows less than this machine's, as some do over a network or
/// on a stick: the program's calls end in these errors, where there is one. One at a time.
struct LesserDisk
{
    LesserDisk();
    ~LesserDisk();
    LesserDisk(const LesserDisk&) = delete;
    LesserDisk& operator=(const LesserDisk&) = delete;

    int folderSync = 0; ///< of fsync, for a folder
};

} // namespace countersign::test
