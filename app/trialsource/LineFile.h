#pragma once

#include "base/Error.h"

#include <cstdint>
#include <fstream>
#include <string>

namespace countersign::trialsource {

/// Reads an NDJSON file line by line; whatever blank bytes stand between lines belong to the line before, so
/// that all lines together are the file, byte by byte.
class LineFile
{
public:
    /// Starts at an offset that `offset` gave.
    [[nodiscard]] static Result<LineFile> open(const std::string& path, std::uint64_t offset = 0);

    /// The next line without its end; false behind the last.
    [[nodiscard]] Result<bool> next();
    [[nodiscard]] std::string& line() { return m_line; }
    /// What ends the line: empty for a last line without one.
    [[nodiscard]] const std::string& ending() const { return m_ending; }
    /// Where the line begins in the file.
    [[nodiscard]] std::uint64_t offset() const { return m_begin; }

private:
    std::string m_path;
    std::ifstream m_stream;
    std::string m_line;
    std::string m_ending;
    std::uint64_t m_begin = 0;
    std::uint64_t m_end = 0;
};

} // namespace countersign::trialsource
