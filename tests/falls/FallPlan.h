#pragma once

#include <atomic>
#include <cstdint>

namespace countersign::falls {

/// What a test wants of a server's disk, in memory that both share (a file that both map): the test writes
/// the plan, `FallShim` in the server counts what the server makes durable, and lets it fall.
struct FallPlan
{
    static constexpr std::uint32_t mostSteps = 4096;
    static constexpr std::uint32_t longestName = 96;

    std::atomic<std::uint32_t> armed;  ///< 1: steps are counted and named
    std::atomic<std::uint32_t> steps;  ///< so far
    std::atomic<std::uint32_t> killAt; ///< SIGKILL at this step; 0: never
    std::atomic<std::uint32_t> fullAt; ///< from this write on the disk is full; 0: never
    std::atomic<std::uint32_t>
        writes;                      ///< so far, while armed: each file's first since it was opened or synced
    std::atomic<std::uint32_t> full; ///< 1: no byte more goes into the folder, until the test makes room
    std::atomic<std::uint32_t> refused; ///< calls that a full disk refused
    char names[mostSteps][longestName]; ///< `sync countersign.db-wal`
    char firstRefused[longestName];

    // Of the key derived last.
    std::uint32_t derivedLength;
    unsigned char salt[16];
    unsigned char derived[64];
};

/// Environment of the server under test: the plan's file, and the folder that it is about.
constexpr auto planVariable = "COUNTERSIGN_FALL_PLAN";
constexpr auto folderVariable = "COUNTERSIGN_FALL_FOLDER";

} // namespace countersign::falls
