#pragma once

#include "base/Ids.h"
#include "base/Secret.h"

#include <memory>
#include <openssl/types.h>

namespace countersign::crypto {

/// Tink's AES256_GCM_HKDF_1MB streaming AEAD (protocols.md §4).
///
/// Header of 40 bytes: 0x28 ‖ salt (32) ‖ nonce prefix (7). Segment key: HKDF-SHA256(ikm = file key of 32
/// bytes, salt, info = associated data), 32 bytes. Segment nonce: prefix ‖ big-endian uint32 index ‖ 0x01 for
/// the last one, else 0x00. Ciphertext segments are 1 MiB, tag included; the first is shortened by the
/// header.
namespace streaming {
constexpr std::size_t segmentSize = 1'048'576;
constexpr std::size_t headerSize = 40;
constexpr std::size_t tagSize = 16;
/// Ciphertext length of a plaintext length.
std::uint64_t sealedLength(std::uint64_t plainLength);
/// Tink's parameters. Ours are the defaults; others are for its published vectors alone.
struct Parameters
{
    std::size_t segment = segmentSize;
    std::size_t derivedKey = 32; ///< 32 (AES-256) or 16 (AES-128); the salt is as long
    const char* hash = "SHA256"; ///< of HKDF
};
/// `fileId` (16 bytes) ‖ request digest (32 bytes).
Bytes associatedData(ByteView fileId, const Digest& request);
} // namespace streaming

/// Seals a stream as it comes. Output is appended to a buffer of the caller, who drains it.
class StreamingSealer
{
public:
    /// Random salt and prefix.
    StreamingSealer(const Secret& fileKey, ByteView associatedData);
    /// With given salt and prefix: for published vectors only.
    StreamingSealer(const Secret& fileKey, ByteView associatedData, ByteView salt, ByteView noncePrefix,
                    const streaming::Parameters& parameters = {});
    ~StreamingSealer();
    StreamingSealer(StreamingSealer&&) noexcept;
    StreamingSealer& operator=(StreamingSealer&&) noexcept;

    /// Appends whole ciphertext segments (and at first the header) to `out`.
    void add(ByteView plaintext, Bytes& out);
    /// Appends the last segment.
    void finish(Bytes& out);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Opens a stream as it comes. Plaintext given out before `finish` succeeded is authentic segment by segment,
/// but may be a truncated file: nobody names it until `finish` has returned success.
class StreamingOpener
{
public:
    StreamingOpener(const Secret& fileKey, ByteView associatedData,
                    const streaming::Parameters& parameters = {});
    ~StreamingOpener();
    StreamingOpener(StreamingOpener&&) noexcept;
    StreamingOpener& operator=(StreamingOpener&&) noexcept;

    /// When a segment does not authenticate: `SealForeign` for the first one, `SealReordered` where it is
    /// another's neighbour in the same file, else `SealBroken`.
    [[nodiscard]] Result<void> add(ByteView ciphertext, Bytes& plaintext);
    [[nodiscard]] Result<void> finish(Bytes& plaintext);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace countersign::crypto
