#include "client/ReleasedFile.h"

namespace countersign::client {

ReleasedFile::ReleasedFile(Quarantine file, const Secret& fileKey, ByteView associatedData, Expected expected,
                           Keep keep)
    : m_file(std::move(file)), m_opener(fileKey, associatedData), m_expected(expected), m_keep(keep)
{
    m_plain.reserve(2 * crypto::streaming::segmentSize);
}

ReleasedFile::~ReleasedFile()
{
    m_plain.resize(m_plain.capacity());
    wipe(m_plain);
}

Result<void> ReleasedFile::add(ByteView ciphertext)
{
    if (auto opened = m_opener.add(ciphertext, m_plain); !opened)
        return opened;
    return keep(ciphertext);
}

Result<void> ReleasedFile::keep(ByteView ciphertext)
{
    m_length += m_plain.size();
    m_digest.add(m_plain);
    auto written = m_file.write(m_keep == Keep::Sealed ? ciphertext : ByteView(m_plain));
    m_plain.clear();
    return written;
}

Result<void> ReleasedFile::check()
{
    if (auto opened = m_opener.finish(m_plain); !opened)
        return opened;
    if (auto kept = keep({}); !kept)
        return kept;
    if (m_length != m_expected.length)
        return fail(ErrorCode::LengthMismatch, std::to_string(m_length) + " bytes");
    if (m_digest.finish() != m_expected.sha256)
        return fail(ErrorCode::DigestMismatch);
    return {};
}

Result<QString> ReleasedFile::giveName()
{
    return m_file.giveName().map([this] { return m_file.path(); });
}

} // namespace countersign::client
