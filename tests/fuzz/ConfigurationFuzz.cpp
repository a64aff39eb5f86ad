#include "fuzz/Fuzz.h"

#include "server/Configuration.h"

#include <sys/mman.h>
#include <unistd.h>

/// The configuration's TOML. It is a file to its reader: one in memory.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    static const int file = ::memfd_create("configuration", 0);
    fuzz::require(::ftruncate(file, 0) == 0 && ::pwrite(file, data, size, 0) == static_cast<ssize_t>(size),
                  "memory takes a file");
    const auto read = server::Configuration::load("/proc/self/fd/" + std::to_string(file));
    if (!read)
        fuzz::require(!read.error().detail.empty(), "a fault is told");
    return 0;
}
