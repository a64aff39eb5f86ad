#include "fuzz/Fuzz.h"

#include "trust/TrustState.h"

/// Lines of a trust log, as a server that invents them would send them. Nobody's keys are known to it, so
/// whatever is founded pins another root than ours.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    static const Digest ours{};
    trust::TrustState pinned{ours};
    trust::TrustState open;
    auto text = fuzz::textOf(data, size);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (const auto entry = wire::decode<wire::TrustEntry>(text.substr(0, end))) {
            fuzz::require(!pinned.apply(*entry), "a root that nobody pinned founds nothing");
            const auto before = open.size();
            const auto done = open.apply(*entry);
            fuzz::require(open.size() == before + (done ? 1 : 0),
                          "a refused entry leaves the state as it was");
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}
