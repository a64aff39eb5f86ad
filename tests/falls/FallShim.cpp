#include "falls/FallPlan.h"

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/// Preloaded into the real server by a test: stands before each call by which a program can make something
/// last. So no place of the server's code can be forgotten, and the program that is shipped knows nothing of
/// it.
namespace {

using countersign::falls::FallPlan;

FallPlan* mapped()
{
    const char* file = std::getenv(countersign::falls::planVariable);
    const int handle = file ? ::open(file, O_RDWR | O_CLOEXEC) : -1;
    if (handle < 0)
        return nullptr;
    void* memory = ::mmap(nullptr, sizeof(FallPlan), PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    ::close(handle);
    return memory == MAP_FAILED ? nullptr : static_cast<FallPlan*>(memory);
}

// Null until the library is set up: what happens before is none of the server's doing.
FallPlan* plan = nullptr;
const char* folder = nullptr;
std::atomic<bool> written[1024]; // by descriptor: something is written and not synced

__attribute__((constructor)) void begin()
{
    folder = std::getenv(countersign::falls::folderVariable);
    plan = folder ? mapped() : nullptr;
}

template <typename F>
F next(const char* name)
{
    return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

bool watched()
{
    return plan && (plan->armed || plan->full);
}

// The part of a path below the folder, or null: for paths elsewhere.
const char* inside(const char* path)
{
    const auto length = std::strlen(folder);
    return std::strncmp(path, folder, length) == 0 && path[length] == '/' ? path + length + 1 : nullptr;
}

struct Name
{
    explicit Name(int file)
    {
        char link[64];
        std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        const auto length = ::readlink(link, path, sizeof path - 1);
        path[length < 0 ? 0 : length] = '\0';
        if (std::strcmp(path, folder) == 0)
            std::strcat(path, "/");
        text = inside(path);
    }
    // What a restart makes anew is not what a server stores.
    [[nodiscard]] bool lasts() const
    {
        return text && !std::strstr(text, "-shm") && std::strcmp(text, "lock") != 0;
    }

    char path[PATH_MAX] = {};
    const char* text = nullptr;
};

void step(const char* what, const char* name)
{
    if (!plan->armed)
        return;
    const auto number = plan->steps++;
    if (number < FallPlan::mostSteps)
        std::snprintf(plan->names[number], FallPlan::longestName, "%s %.80s", what, name);
    if (number + 1 != plan->killAt)
        return;
    ::kill(::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

// `first`: since the file was opened or synced.
bool refused(const char* what, const char* name, bool first = true)
{
    if (plan->armed && first && ++plan->writes == plan->fullAt)
        plan->full = 1;
    if (!plan->full)
        return false;
    if (plan->refused++ == 0)
        std::snprintf(plan->firstRefused, FallPlan::longestName, "%s %.80s", what, name);
    errno = ENOSPC;
    return true;
}

// Before a write: false where the disk is full.
bool mayWrite(int file)
{
    if (!watched())
        return true;
    const Name name(file);
    if (!name.text)
        return true;
    const bool first = name.lasts() && file < 1024 && !written[file].exchange(true);
    if (refused("write", name.text, first)) {
        if (first)
            written[file] = false;
        return false;
    }
    if (first)
        step("write", name.text);
    return true;
}

template <typename F>
int synced(int file, F real)
{
    const int result = real(file);
    if (watched()) {
        const Name name(file);
        if (file < 1024)
            written[file] = false;
        if (name.lasts() && result == 0)
            step("sync", *name.text ? name.text : "folder");
    }
    return result;
}

int opened(const char* path, int flags, mode_t mode, const char* symbol)
{
    const auto real = next<int (*)(const char*, int, ...)>(symbol);
    if ((flags & O_CREAT) != 0 && watched() && inside(path) && ::access(path, F_OK) != 0 &&
        refused("create", inside(path)))
        return -1;
    const int file = real(path, flags, mode);
    if (file >= 0 && file < 1024)
        written[file] = false;
    return file;
}

template <typename F>
int truncated(int file, off_t length, F real)
{
    if (watched()) {
        const Name name(file);
        struct stat facts
        {
        };
        const bool grows = ::fstat(file, &facts) == 0 && facts.st_size < length;
        if (name.text && grows && refused("grow", name.text))
            return -1;
        if (name.lasts())
            step("cut", name.text);
    }
    return real(file, length);
}

} // namespace

extern "C" {

// A password's hash names its cost, so that the least is good for every reader.
int crypto_pwhash_str(char* out, const char* password, unsigned long long length, unsigned long long, size_t)
{
    using Hash = int (*)(char*, const char*, unsigned long long, unsigned long long, size_t);
    static const auto real = next<Hash>("crypto_pwhash_str");
    return real(out, password, length, 1, 8192);
}

// Deriving the vault's key takes most of a start. The same passphrase and salt give the same key: the first
// start derives it, those after it are told.
int crypto_pwhash(unsigned char* out, unsigned long long length, const char* passphrase,
                  unsigned long long passphraseLength, const unsigned char* salt,
                  unsigned long long operations, size_t memory, int algorithm)
{
    using Derive = int (*)(unsigned char*, unsigned long long, const char*, unsigned long long,
                           const unsigned char*, unsigned long long, size_t, int);
    static const auto real = next<Derive>("crypto_pwhash");
    if (!plan)
        return real(out, length, passphrase, passphraseLength, salt, operations, memory, algorithm);
    const bool known = plan->derivedLength == length && std::memcmp(plan->salt, salt, sizeof plan->salt) == 0;
    if (!known) {
        const int result =
            real(out, length, passphrase, passphraseLength, salt, operations, memory, algorithm);
        if (result != 0 || length > sizeof plan->derived)
            return result;
        std::memcpy(plan->salt, salt, sizeof plan->salt);
        std::memcpy(plan->derived, out, length);
        plan->derivedLength = static_cast<std::uint32_t>(length);
        return 0;
    }
    std::memcpy(out, plan->derived, length);
    return 0;
}

ssize_t write(int file, const void* bytes, size_t count)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
    return mayWrite(file) ? real(file, bytes, count) : -1;
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    return mayWrite(file) ? real(file, bytes, count, offset) : -1;
}

int fdatasync(int file)
{
    static const auto real = next<int (*)(int)>("fdatasync");
    return synced(file, real);
}

int fsync(int file)
{
    static const auto real = next<int (*)(int)>("fsync");
    return synced(file, real);
}

int ftruncate64(int file, off64_t length) noexcept
{
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    return truncated(file, length, real);
}

int rename(const char* from, const char* to) noexcept
{
    static const auto real = next<int (*)(const char*, const char*)>("rename");
    const bool counts = watched() && inside(to);
    if (counts)
        step("name", inside(to));
    const int result = real(from, to);
    if (counts && result == 0)
        step("named", inside(to));
    return result;
}

int unlink(const char* path) noexcept
{
    static const auto real = next<int (*)(const char*)>("unlink");
    if (watched() && inside(path) && ::access(path, F_OK) == 0)
        step("remove", inside(path));
    return real(path);
}

int open(const char* path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const auto mode = static_cast<mode_t>((flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, int) : 0);
    va_end(rest);
    return opened(path, flags, mode, "open");
}

int open64(const char* path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const auto mode = static_cast<mode_t>((flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, int) : 0);
    va_end(rest);
    return opened(path, flags, mode, "open64");
}
}
