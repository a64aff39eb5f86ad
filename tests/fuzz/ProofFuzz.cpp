#include "fuzz/Fuzz.h"

#include "crypto/Sha256.h"
#include "trust/LogView.h"

#include <cstring>

/// A log shown by somebody who makes up every tile: nothing but what the pinned root holds is ever proved.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    constexpr std::size_t head = 17;
    if (size < head)
        return 0;
    std::uint64_t treeSize = 0, index = 0;
    std::memcpy(&treeSize, data, sizeof treeSize);
    std::memcpy(&index, data + sizeof treeSize, sizeof index);
    treeSize %= std::uint64_t{1} << (data[head - 1] % 40U);
    const ByteView hashes(data + head, size - head);
    const auto tiles = [&](const crypto::TileId& tile) -> Result<Bytes> {
        Bytes bytes(tile.width * 32);
        for (std::size_t i = 0; i < bytes.size() && !hashes.empty(); ++i)
            bytes[i] = hashes[(i + tile.index) % hashes.size()];
        return bytes;
    };
    static const auto signer = crypto::NoteVerifier::fromText(fuzz::publishedNoteKey);
    const crypto::Checkpoint pinned{signer->name(), treeSize, crypto::sha256(std::string_view("pinned"))};
    const trust::LogView view(*signer, pinned);
    fuzz::require(!view.contains(index, "an entry", tiles),
                  "no tiles prove an entry of a root that they don't make");
    const auto prefix = view.covers({index, crypto::sha256(std::string_view("seen"))}, tiles);
    fuzz::require(!prefix, "no tiles prove a head that is not a prefix");
    return 0;
}
