#include "fuzz/Fuzz.h"

#include "crypto/Tile.h"

/// Paths of tiles and entry bundles, as a server or a mirror may send them.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto text = fuzz::textOf(data, size);
    if (const auto tile = crypto::tileFromPath(text))
        fuzz::require(crypto::tilePath(*tile) == text, "a tile has one path");
    const ByteView bytes(data, size);
    if (const auto entries = crypto::decodeBundle(bytes)) {
        const auto again = crypto::encodeBundle(*entries);
        fuzz::require(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
                      "a bundle has one form");
    }
    return 0;
}
