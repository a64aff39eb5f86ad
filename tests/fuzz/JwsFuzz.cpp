#include "fuzz/Fuzz.h"

#include "crypto/Jws.h"
#include "wire/Statement.h"

/// A signed statement as it travels.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    static const auto key = crypto::SigningKey::generate();
    const auto jws = crypto::parseJws(fuzz::textOf(data, size), "countersign+json");
    if (!jws)
        return 0;
    fuzz::require(!jws->verify(key.publicKey()), "nobody signs with a key made here");
    const auto again = crypto::parseJws(jws->text(), "countersign+json");
    fuzz::require(again && again->payload == jws->payload && again->signatureText == jws->signatureText,
                  "a signature travels on as it came");
    static_cast<void>(wire::openStatement({*jws}));
    return 0;
}
