#pragma once

#include "client/Quarantine.h"
#include "crypto/Sha256.h"
#include "crypto/StreamingSeal.h"

namespace countersign::client {

/// One sealed file on its way to its name: each segment authenticated, the plaintext digested, and written
/// into quarantine, opened or as it came. The name is given at the end, if length and digest are the signed
/// ones; dropped before that, nothing is left. For one thread at a time.
class ReleasedFile final
{
public:
    struct Expected
    {
        std::uint64_t length = 0; ///< of the plaintext
        Digest sha256;
    };
    enum class Keep { Opened, Sealed };

    ReleasedFile(Quarantine file, const Secret& fileKey, ByteView associatedData, Expected expected,
                 Keep keep);
    /// Wipes what of the plaintext is in memory.
    ~ReleasedFile();
    ReleasedFile(const ReleasedFile&) = delete;
    ReleasedFile& operator=(const ReleasedFile&) = delete;

    /// What `StreamingOpener` finds, `DiskFull`, `FileAccess`.
    [[nodiscard]] Result<void> add(ByteView ciphertext);
    /// All was added: whether it is what was released. `LengthMismatch`, `DigestMismatch` besides.
    [[nodiscard]] Result<void> check();
    /// After that: answers the path. `FileExists`, `FileAccess`.
    [[nodiscard]] Result<QString> giveName();

private:
    [[nodiscard]] Result<void> keep(ByteView ciphertext);

    Quarantine m_file;
    crypto::StreamingOpener m_opener;
    crypto::Sha256 m_digest;
    const Expected m_expected;
    const Keep m_keep;
    std::uint64_t m_length = 0;
    Bytes m_plain;
};

} // namespace countersign::client
