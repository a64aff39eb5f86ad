#pragma once

#include "bench/Child.h"
#include "bench/Scratch.h"

#include <memory>

namespace countersign::bench {

/// Debian's nginx on a free port of 127.0.0.1 over TLS 1.3 with a trial CA, for as long as the object lives.
class Nginx
{
public:
    /// Serves the files of `root`. `locations`: further lines of its `server` block. Keeps its own files in
    /// `scratch`.
    Nginx(const ScratchFolder& scratch, const std::filesystem::path& root, const std::string& locations = {});

    [[nodiscard]] std::string base() const { return "https://localhost:" + std::to_string(m_port); }
    [[nodiscard]] const std::filesystem::path& caFile() const { return m_caFile; }
    [[nodiscard]] const std::string& caPem() const { return m_caPem; }

private:
    std::uint16_t m_port = 0;
    std::string m_caPem;
    std::filesystem::path m_caFile;
    std::unique_ptr<Child> m_child;
};

} // namespace countersign::bench
