#include "wire/Profile.h"

namespace countersign::wire {

Result<PinnedWitnesses> pinnedWitnesses(const std::vector<std::string>& keys, std::optional<int> needed)
{
    PinnedWitnesses pinned;
    std::set<std::string> known;
    for (const auto& text : keys) {
        auto key = crypto::WitnessKey::fromText(text);
        if (!key)
            return fail(ErrorCode::Configuration,
                        "witnesses: not a witness's verifier key: " + text.substr(0, 80));
        if (!known.insert(text).second)
            return fail(ErrorCode::Configuration, "witnesses: named twice: " + key->name());
        pinned.keys.push_back(std::move(*key));
    }
    const auto all = static_cast<int>(pinned.keys.size());
    pinned.needed = needed.value_or(all);
    if (pinned.needed < 0 || pinned.needed > all || (pinned.needed == 0 && all > 0))
        return fail(ErrorCode::Configuration, "witnessesNeeded: from 1 to as many as there are witnesses");
    return pinned;
}

} // namespace countersign::wire
