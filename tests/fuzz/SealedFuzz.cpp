#include "fuzz/Fuzz.h"

#include "crypto/Sealing.h"
#include "crypto/StreamingSeal.h"

/// Sealed files and small sealed things, cut and changed anywhere. The first byte says where chunks are cut.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    if (size < 1)
        return 0;
    const std::size_t chunk = data[0] + 1U;
    const ByteView sealed(data + 1, size - 1);
    static const Secret key{std::string_view("0123456789abcdef0123456789abcdef")};
    static const Bytes about(48, 7);
    crypto::streaming::Parameters small;
    small.segment = 64; // so that a short input has many segments
    crypto::StreamingOpener opener(key, about, small);
    Bytes plain;
    auto good = Result<void>();
    for (std::size_t at = 0; good && at < sealed.size(); at += chunk)
        good = opener.add(sealed.subspan(at, std::min(chunk, sealed.size() - at)), plain);
    if (good)
        good = opener.finish(plain);
    if (good) {
        // Only what was sealed opens: GCM's tags are not guessed. The seed is "a patient\n" fifty times.
        for (std::size_t i = 0; i < plain.size(); ++i)
            fuzz::require(plain[i] == static_cast<std::uint8_t>("a patient\n"[i % 10]), "opened as sealed");
        fuzz::require(plain.size() == 500, "opened whole");
    }
    fuzz::require(!crypto::open(key, sealed, about), "nothing was sealed so");
    return 0;
}
