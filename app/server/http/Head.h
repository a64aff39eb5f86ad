#pragma once

#include "server/http/Http.h"

#include <string>

namespace countersign::http {

enum class Framing { Length, Chunked, None };

struct HeadOptions
{
    Framing framing = Framing::Length;
    std::uint64_t length = 0;
    bool keepAlive = true;
};

/// Status line and fields up to and with the empty line (RFC 9112). Framing, connection and date fields are
/// the listener's alone; a field with a character that would split the response is left out.
[[nodiscard]] std::string responseHead(const Response& response, const ListenerOptions& listener,
                                       const HeadOptions& options);

/// What the listener itself says about a request that never reached a handler.
[[nodiscard]] Response plainAnswer(int status);

/// `len` in hexadecimal and CRLF: the line before a chunk.
[[nodiscard]] std::string chunkLine(std::size_t length);

} // namespace countersign::http
