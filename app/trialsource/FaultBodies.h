#pragma once

#include "server/http/Http.h"

#include <stop_token>

/// Bodies of answers that are not as they should be. None holds more of them than a piece.
namespace countersign::trialsource {

using Body = std::shared_ptr<http::BodySource>;

[[nodiscard]] Body textBody(std::string text);
/// One after the other.
[[nodiscard]] Body joined(std::string first, Body rest);
/// No faster than this; ends with an error once `stop` asks for it.
[[nodiscard]] Body slowBody(Body body, std::uint64_t bytesPerSecond, std::stop_token stop);
/// Ends with an error after so many bytes.
[[nodiscard]] Body cutBody(Body body, std::uint64_t bytes);
/// Gives nothing until `stop` asks for it, then an error.
[[nodiscard]] Body stalledBody(std::stop_token stop);
[[nodiscard]] Body crlfBody(Body body);
[[nodiscard]] Body withoutLastNewline(Body body);
/// One line of about so many bytes, a resource of the type.
[[nodiscard]] Body longLine(const std::string& type, std::uint64_t bytes);

/// All of a body.
[[nodiscard]] Result<std::string> readWhole(http::BodySource& body);

} // namespace countersign::trialsource
