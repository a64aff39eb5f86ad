#pragma once

#include <functional>

namespace countersign::test {

/// While it lives, this program's file system knows less than this machine's, as some do over a network or
/// on a stick: the program's calls end in these errors, where there is one. One at a time.
struct LesserDisk
{
    LesserDisk();
    ~LesserDisk();
    LesserDisk(const LesserDisk&) = delete;
    LesserDisk& operator=(const LesserDisk&) = delete;

    int folderSync = 0;                       ///< of fsync, for a folder
    int renameNoReplace = 0;                  ///< of renameat2
    int link = 0;                             ///< of linkat
    std::function<void()> beforeName = [] {}; ///< another program's doing before linkat and renameat
};

} // namespace countersign::test
