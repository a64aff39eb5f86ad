#include "fuzz/Fuzz.h"

#include "crypto/Dpop.h"
#include "crypto/Jwe.h"
#include "crypto/JwtAssertion.h"

/// What clients prove themselves with, and a wrapped key as a server would send it.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto text = fuzz::textOf(data, size);
    static const auto key = crypto::SigningKey::generate();
    if (const auto proof = crypto::parseDpopProof(text))
        fuzz::require(!proof->key.empty(), "a proof names its key");
    static_cast<void>(crypto::PublicKey::fromJwkText(text));
    const auto space = text.find(' ');
    if (space != std::string_view::npos)
        static_cast<void>(crypto::verifyAssertion(text.substr(0, space), text.substr(space + 1)));
    fuzz::require(!crypto::openFileKey(text, key, FileId("fl_1"), Digest{}),
                  "nothing was wrapped for a key made here");
    return 0;
}
