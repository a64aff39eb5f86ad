#pragma once

#include "base/Error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace countersign::trialsource {

/// What a source does that it should not: see `misbehaviour.md`.
enum class FaultKind : std::uint8_t {
    Down,
    Silent,
    Cut,
    Stall,
    Slow,
    Short,
    Busy,
    Refuse,
    Html,
    Redirect,
    Elsewhere,
    Restart,
    Certificate,
    Endless,
    Count,
    Errors,
    Names,
    OpenFiles,
    OtherType,
    NotUtf8,
    SplitCharacter,
    LongLine,
    Empty,
    Crlf,
    NoLastNewline,
    Gzip,
    GzipBomb,
};

/// Where: the request that is answered so. `Manifest` is the status request whose answer is the manifest.
enum class FaultPlace : std::uint8_t { Anywhere, Discovery, Token, KickOff, Status, Manifest, File, Delete };

struct Fault
{
    FaultKind kind = FaultKind::Down;
    FaultPlace place = FaultPlace::Anywhere;
    std::string parameter;              ///< as the kind reads it
    std::int64_t number = 0;            ///< the parameter where it is one
    std::optional<std::uint64_t> times; ///< requests that it befalls; none: all
};

/// `KIND[@PLACE][:PARAMETER][*TIMES]`, e.g. `cut@file:1000*2`. The error's detail is a sentence.
[[nodiscard]] Result<Fault> readFault(std::string_view text);
/// The kinds with their places and parameters, a line each, for `--help`.
[[nodiscard]] std::string faultKinds();

} // namespace countersign::trialsource
