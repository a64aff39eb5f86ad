#pragma once

#include "base/Error.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <stdlib.h>

/// What a benchmark stands on. Setting the scene throws where it fails: the run ends there.
namespace countersign::bench {

template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().detail);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// A folder below TMPDIR for this user alone, gone with the object.
class ScratchFolder
{
public:
    ScratchFolder()
    {
        auto text = (std::filesystem::temp_directory_path() / "countersign-bench-XXXXXX").string();
        if (!mkdtemp(text.data()))
            throw std::runtime_error("no temporary folder");
        m_path = text;
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] std::filesystem::path folder(const std::string& name) const
    {
        std::filesystem::create_directory(m_path / name);
        return m_path / name;
    }
    /// A file with mode 0600; answers its path.
    std::filesystem::path write(const std::string& name, std::string_view text) const // NOLINT
    {
        const auto file = m_path / name;
        if (!(std::ofstream(file, std::ios::binary) << text).flush())
            throw std::runtime_error("can't write " + file.string());
        using std::filesystem::perms;
        std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
        return file;
    }

private:
    std::filesystem::path m_path;
};

} // namespace countersign::bench
