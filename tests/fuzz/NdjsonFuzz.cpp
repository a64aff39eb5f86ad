#include "fuzz/Fuzz.h"

#include "server/artifact/NdjsonCheck.h"

/// NDJSON means the same wherever its chunks are cut. The first byte says where.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    if (size < 1)
        return 0;
    const ByteView bytes(data + 1, size - 1);
    const auto count = [&](std::size_t chunk) -> Result<std::uint64_t> {
        server::NdjsonCheck check("Patient");
        for (std::size_t at = 0; at < bytes.size(); at += chunk)
            if (auto good = check.add(bytes.subspan(at, std::min(chunk, bytes.size() - at))); !good)
                return tl::unexpected(good.error());
        return check.finish();
    };
    const auto whole = count(bytes.size() + 1);
    const auto cut = count(data[0] % 16U + 1U);
    fuzz::require(whole.has_value() == cut.has_value(), "cuts decide nothing");
    fuzz::require(whole ? *whole == *cut : whole.error().detail == cut.error().detail, "cuts change nothing");
    return 0;
}
