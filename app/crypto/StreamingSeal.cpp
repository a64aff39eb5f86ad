#include "crypto/StreamingSeal.h"

#include "crypto/Ossl.h"
#include "crypto/Random.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <limits>
#include <optional>

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

namespace countersign::crypto {

namespace streaming {

namespace {
constexpr std::size_t prefixSize = 7;
constexpr std::size_t firstPlain = segmentSize - headerSize - tagSize;
constexpr std::size_t otherPlain = segmentSize - tagSize;
constexpr std::uint64_t nearby = 16; // segments in which a misplaced one is looked for
} // namespace

std::uint64_t sealedLength(std::uint64_t plainLength)
{
    // Even an empty file has its one, last segment.
    const std::uint64_t segments =
        plainLength <= firstPlain ? 1 : 1 + (plainLength - firstPlain + otherPlain - 1) / otherPlain;
    return headerSize + plainLength + segments * tagSize;
}

Bytes associatedData(ByteView fileId, const Digest& request)
{
    Bytes out = copyOf(fileId);
    const auto digest = request.bytes();
    out.insert(out.end(), digest.begin(), digest.end());
    return out;
}

} // namespace streaming

namespace {

using namespace streaming;

struct KdfFree
{
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

// RFC 5869 with SHA-256: extract and expand.
Secret segmentKey(const Secret& fileKey, ByteView salt, ByteView info, const Parameters& parameters)
{
    const std::unique_ptr<EVP_KDF, KdfFree> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const std::unique_ptr<EVP_KDF_CTX, KdfFree> context(EVP_KDF_CTX_new(kdf.get()));
    const auto octets = [](const char* name, ByteView bytes) {
        return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
    };
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, const_cast<char*>(parameters.hash), 0),
        octets(OSSL_KDF_PARAM_KEY, fileKey.reveal()),
        octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, info),
        OSSL_PARAM_construct_end(),
    };
    Bytes key(parameters.derivedKey);
    if (fileKey.size() < parameters.derivedKey ||
        EVP_KDF_derive(context.get(), key.data(), key.size(), params) != 1)
        std::abort(); // a programming error: sealing must never go on with less
    return Secret(std::move(key));
}

/// One direction of AES-256-GCM, segment after segment under one key.
class SegmentCipher
{
public:
    SegmentCipher(const Secret& key, ByteView prefix, bool sealing) : m_context(EVP_CIPHER_CTX_new())
    {
        std::copy(prefix.begin(), prefix.end(), m_nonce.begin());
        if (EVP_CipherInit_ex(m_context.get(), key.size() == 32 ? EVP_aes_256_gcm() : EVP_aes_128_gcm(),
                              nullptr, key.reveal().data(), nullptr, sealing ? 1 : 0) != 1)
            std::abort();
    }

    /// Appends ciphertext and tag.
    void seal(ByteView plaintext, bool last, Bytes& out)
    {
        const auto start = out.size();
        out.resize(start + plaintext.size() + tagSize);
        int length = 0;
        if (!next(last) ||
            EVP_CipherUpdate(m_context.get(), out.data() + start, &length, plaintext.data(),
                             static_cast<int>(plaintext.size())) != 1 ||
            EVP_CipherFinal_ex(m_context.get(), out.data() + start + plaintext.size(), &length) != 1 ||
            EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_GET_TAG, tagSize,
                                out.data() + out.size() - tagSize) != 1)
            std::abort();
    }

    /// Appends the plaintext; on failure `out` is as it was.
    [[nodiscard]] Result<void> open(ByteView segment, bool last, Bytes& out)
    {
        const auto start = out.size();
        const auto body = segment.first(segment.size() - tagSize);
        auto tag = copyOf(segment.last(tagSize));
        out.resize(start + body.size());
        int length = 0;
        std::uint8_t none = 0;
        const bool good =
            next(last) &&
            EVP_CipherUpdate(m_context.get(), body.empty() ? &none : out.data() + start, &length, body.data(),
                             static_cast<int>(body.size())) == 1 &&
            EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_SET_TAG, tagSize, tag.data()) == 1 &&
            EVP_CipherFinal_ex(m_context.get(), &none, &length) == 1;
        if (good)
            return {};
        out.resize(start);
        return tl::unexpected(faultOf(segment, m_index - 1, last));
    }

private:
    bool next(bool last) { return take(m_index++, last); }

    bool take(std::uint64_t index, bool last)
    {
        if (index > std::numeric_limits<std::uint32_t>::max())
            return false;
        for (unsigned i = 0; i < 4; ++i)
            m_nonce[prefixSize + i] = static_cast<std::uint8_t>(index >> (24 - 8 * i));
        m_nonce[11] = last ? 1 : 0;
        return EVP_CipherInit_ex(m_context.get(), nullptr, nullptr, nullptr, m_nonce.data(), -1) == 1;
    }

    // For the sentence alone: nothing of the segment is used.
    [[nodiscard]] Error faultOf(ByteView segment, std::uint64_t index, bool last)
    {
        const auto what = "segment " + std::to_string(index);
        for (auto other = index - std::min(index, nearby); other <= index + nearby; ++other)
            if (other != index && (isAuthentic(segment, other, false) || isAuthentic(segment, other, true)))
                return {ErrorCode::SealReordered, what + " is segment " + std::to_string(other)};
        if (isAuthentic(segment, index, !last))
            return {ErrorCode::SealBroken, what + (last ? " is not the last one" : " is the last one")};
        return {index == 0 ? ErrorCode::SealForeign : ErrorCode::SealBroken, what + " does not authenticate"};
    }

    [[nodiscard]] bool isAuthentic(ByteView segment, std::uint64_t index, bool last)
    {
        const auto body = segment.first(segment.size() - tagSize);
        auto tag = copyOf(segment.last(tagSize));
        Bytes scrap(body.size() + 1);
        int length = 0;
        const bool authentic =
            take(index, last) &&
            EVP_CipherUpdate(m_context.get(), scrap.data(), &length, body.data(),
                             static_cast<int>(body.size())) == 1 &&
            EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_SET_TAG, tagSize, tag.data()) == 1 &&
            EVP_CipherFinal_ex(m_context.get(), scrap.data(), &length) == 1;
        wipe(scrap);
        return authentic;
    }

    ossl::CipherContext m_context;
    std::array<std::uint8_t, 12> m_nonce{};
    std::uint64_t m_index = 0;
};

} // namespace

struct StreamingSealer::State
{
    Bytes header;
    SegmentCipher cipher;
    std::size_t segment; ///< of ciphertext
    std::size_t room;    ///< for plaintext in the segment under way
    Bytes pending = {};  ///< its plaintext so far
};

StreamingSealer::StreamingSealer(const Secret& fileKey, ByteView associatedData)
    : StreamingSealer(fileKey, associatedData, randomBytes(streaming::Parameters{}.derivedKey),
                      randomBytes(prefixSize))
{
}

StreamingSealer::StreamingSealer(const Secret& fileKey, ByteView associatedData, ByteView salt,
                                 ByteView noncePrefix, const streaming::Parameters& parameters)
{
    Bytes header{static_cast<std::uint8_t>(1 + salt.size() + prefixSize)};
    header.insert(header.end(), salt.begin(), salt.end());
    header.insert(header.end(), noncePrefix.begin(), noncePrefix.end());
    const auto key = segmentKey(fileKey, salt, associatedData, parameters);
    const auto room = parameters.segment - header.size() - tagSize;
    m_state = std::make_unique<State>(
        State{std::move(header), SegmentCipher(key, noncePrefix, true), parameters.segment, room});
    m_state->pending.reserve(parameters.segment - tagSize);
}

StreamingSealer::~StreamingSealer()
{
    if (m_state)
        wipe(m_state->pending);
}

StreamingSealer::StreamingSealer(StreamingSealer&&) noexcept = default;
StreamingSealer& StreamingSealer::operator=(StreamingSealer&&) noexcept = default;

void StreamingSealer::add(ByteView plaintext, Bytes& out)
{
    auto& state = *m_state;
    out.insert(out.end(), state.header.begin(), state.header.end());
    state.header.clear();
    while (!plaintext.empty()) {
        // A full segment waits until there is more: the last one is sealed as the last.
        if (state.pending.size() == state.room) {
            state.cipher.seal(state.pending, false, out);
            state.pending.clear();
            state.room = state.segment - tagSize;
        }
        // Whole segments that more follows are sealed from the caller's buffer.
        if (state.pending.empty() && plaintext.size() > state.room) {
            state.cipher.seal(plaintext.first(state.room), false, out);
            plaintext = plaintext.subspan(state.room);
            state.room = state.segment - tagSize;
            continue;
        }
        const auto taken = std::min(plaintext.size(), state.room - state.pending.size());
        state.pending.insert(state.pending.end(), plaintext.begin(),
                             plaintext.begin() + static_cast<std::ptrdiff_t>(taken));
        plaintext = plaintext.subspan(taken);
    }
}

void StreamingSealer::finish(Bytes& out)
{
    auto& state = *m_state;
    out.insert(out.end(), state.header.begin(), state.header.end());
    state.header.clear();
    state.cipher.seal(state.pending, true, out);
    wipe(state.pending);
    state.pending.clear();
}

struct StreamingOpener::State
{
    Secret fileKey;
    Bytes associatedData;
    std::optional<SegmentCipher> cipher;
    Bytes pending; ///< ciphertext of the segment under way, or of the header
    Parameters parameters;
    std::size_t room = headerSize;
    bool broken = false;
};

StreamingOpener::StreamingOpener(const Secret& fileKey, ByteView associatedData,
                                 const streaming::Parameters& parameters)
    : m_state(std::make_unique<State>())
{
    m_state->fileKey = fileKey.clone();
    m_state->associatedData = copyOf(associatedData);
    m_state->parameters = parameters;
    m_state->room = 1 + parameters.derivedKey + prefixSize;
    m_state->pending.reserve(parameters.segment);
}

StreamingOpener::~StreamingOpener() = default;
StreamingOpener::StreamingOpener(StreamingOpener&&) noexcept = default;
StreamingOpener& StreamingOpener::operator=(StreamingOpener&&) noexcept = default;

Result<void> StreamingOpener::add(ByteView ciphertext, Bytes& plaintext)
{
    auto& state = *m_state;
    if (state.broken)
        return fail(ErrorCode::SealBroken, "the stream was broken before");
    while (!ciphertext.empty()) {
        if (state.pending.size() == state.room) {
            if (!state.cipher) {
                if (state.pending.front() != state.pending.size()) {
                    state.broken = true;
                    return fail(ErrorCode::SealBroken, "a header that is none");
                }
                const auto header = ByteView(state.pending);
                const auto key = segmentKey(state.fileKey, header.subspan(1, state.parameters.derivedKey),
                                            state.associatedData, state.parameters);
                state.cipher.emplace(key, header.last(prefixSize), false);
                state.room = state.parameters.segment - header.size();
            } else {
                if (auto opened = state.cipher->open(state.pending, false, plaintext); !opened) {
                    state.broken = true;
                    return opened;
                }
                state.room = state.parameters.segment;
            }
            state.pending.clear();
        }
        if (state.cipher && state.pending.empty() && ciphertext.size() > state.room) {
            if (auto opened = state.cipher->open(ciphertext.first(state.room), false, plaintext); !opened) {
                state.broken = true;
                return opened;
            }
            ciphertext = ciphertext.subspan(state.room);
            state.room = state.parameters.segment;
            continue;
        }
        const auto taken = std::min(ciphertext.size(), state.room - state.pending.size());
        state.pending.insert(state.pending.end(), ciphertext.begin(),
                             ciphertext.begin() + static_cast<std::ptrdiff_t>(taken));
        ciphertext = ciphertext.subspan(taken);
    }
    return {};
}

Result<void> StreamingOpener::finish(Bytes& plaintext)
{
    auto& state = *m_state;
    if (state.broken || !state.cipher || state.pending.size() < tagSize) {
        state.broken = true;
        return fail(ErrorCode::SealBroken, "the stream ends too early");
    }
    auto opened = state.cipher->open(state.pending, true, plaintext);
    state.broken = true; // nothing follows the last segment
    return opened;
}

} // namespace countersign::crypto
