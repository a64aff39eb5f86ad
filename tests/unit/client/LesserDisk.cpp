#include "LesserDisk.h"

#include <atomic>
#include <cerrno>

#include <dlfcn.h>
#include <sys/stat.h>

namespace countersign::test {

namespace {

std::atomic<LesserDisk*> disk = nullptr;

template <typename F>
F next(const char* name)
{
    return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

bool refused(int error)
{
    if (error != 0)
        errno = error;
    return error != 0;
}

bool isFolder(int file)
{
    struct stat there = {};
    return ::fstat(file, &there) == 0 && S_ISDIR(there.st_mode);
}

} // namespace

LesserDisk::LesserDisk()
{
    disk = this;
}

LesserDisk::~LesserDisk()
{
    disk = nullptr;
}

// In place of the C library's.
extern "C" {

int fsync(int file)
{
    static const auto real = next<int (*)(int)>("fsync");
    const auto* lesser = disk.load();
    return lesser && isFolder(file) && refused(lesser->folderSync) ? -1 : real(file);
}

int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) noexcept
{
    static const auto real = next<int (*)(int, const char*, int, const char*, unsigned)>("renameat2");
    const auto* lesser = disk.load();
    return lesser && refused(lesser->renameNoReplace) ? -1 : real(fromFolder, from, toFolder, to, flags);
}

int renameat(int fromFolder, const char* from, int toFolder, const char* to) noexcept
{
    static const auto real = next<int (*)(int, const char*, int, const char*)>("renameat");
    if (const auto* lesser = disk.load())
        lesser->beforeName();
    return real(fromFolder, from, toFolder, to);
}

int linkat(int fromFolder, const char* from, int toFolder, const char* to, int flags) noexcept
{
    static const auto real = next<int (*)(int, const char*, int, const char*, int)>("linkat");
    const auto* lesser = disk.load();
    if (lesser && refused(lesser->link))
        return -1;
    if (lesser)
        lesser->beforeName();
    return real(fromFolder, from, toFolder, to, flags);
}
}

} // namespace countersign::test
