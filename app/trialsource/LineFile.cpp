#include "trialsource/LineFile.h"

namespace countersign::trialsource {

Result<LineFile> LineFile::open(const std::string& path, std::uint64_t offset)
{
    LineFile file;
    file.m_path = path;
    file.m_stream.open(path, std::ios::binary);
    file.m_stream.seekg(static_cast<std::streamoff>(offset));
    if (!file.m_stream)
        return fail(ErrorCode::FileAccess, "cannot read " + path);
    file.m_end = offset;
    return file;
}

Result<bool> LineFile::next()
{
    using Traits = std::ifstream::traits_type;
    m_begin = m_end;
    m_ending.clear();
    if (!std::getline(m_stream, m_line)) {
        if (m_stream.bad())
            return fail(ErrorCode::FileAccess, "cannot read on in " + m_path);
        return false;
    }
    if (!m_stream.eof())
        m_ending = '\n';
    while (m_stream && (m_stream.peek() == '\n' || m_stream.peek() == '\r'))
        m_ending += Traits::to_char_type(m_stream.get());
    m_end = m_begin + m_line.size() + m_ending.size();
    return true;
}

} // namespace countersign::trialsource
