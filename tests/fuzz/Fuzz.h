#pragma once

#include "base/Bytes.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// What every fuzz target shares. A target is one function, called with whatever bytes libFuzzer makes up.
namespace countersign::fuzz {

[[nodiscard]] inline std::string_view textOf(const std::uint8_t* data, std::size_t size)
{
    return countersign::textOf(ByteView(data, size));
}

/// golang.org/x/mod/sumdb/note's published example, which signed a seed; nobody here has the private half.
constexpr std::string_view publishedNoteKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

/// What must hold whatever comes in; libFuzzer keeps the input for which it does not.
inline void require(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

} // namespace countersign::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
