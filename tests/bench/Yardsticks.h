#pragma once

#include "bench/Nginx.h"
#include "bench/Rounds.h"

/// What public tools need for the part of a call that nobody can do without, in the same rounds.
namespace countersign::bench {

/// libsodium alone verifies a password (Argon2id, 64 MiB, two passes), four at once at most, as the server
/// does.
[[nodiscard]] CallTimes passwordsAlone(std::size_t consoles, int rounds);

/// SQLite alone commits a line of 2 KiB with full sync, one after the other.
[[nodiscard]] CallTimes commitsAlone(std::size_t consoles, int rounds);

/// nginx serves a file over TLS 1.3, on connections that stay open.
class FileServed
{
public:
    explicit FileServed(const std::string& content);
    [[nodiscard]] CallTimes calls(std::size_t consoles, int rounds) const;

private:
    ScratchFolder m_scratch;
    Nginx m_nginx;
    std::size_t m_length;
};

} // namespace countersign::bench
