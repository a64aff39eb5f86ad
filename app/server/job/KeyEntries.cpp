#include "server/job/KeyEntries.h"

#include "server/job/JobChange.h"

namespace countersign::server {

namespace {

std::string actionOf(KeyChange::Kind kind)
{
    switch (kind) {
    case KeyChange::Kind::Retire:
        return "key.retire";
    case KeyChange::Kind::Destroy:
        return "key.destroy";
    case KeyChange::Kind::Create:
        break;
    }
    return "key.create";
}

} // namespace

KeyRecord keyEntries(Store& store, const JobId& job)
{
    return [&store, job](const std::vector<KeyChange>& changes) {
        return store.write([&](Transaction& transaction) -> Result<void> {
            for (const auto& change : changes) {
                auto entry = serverEntry(actionOf(change.kind), job);
                entry.object = change.key.text();
                entry.detail["environment"] = change.slot.environment;
                entry.detail["tenant"] = change.slot.tenant;
                entry.detail["sensitivity"] = wire::enumText(change.slot.sensitivity);
                if (auto index = transaction.audit(std::move(entry)); !index)
                    return tl::unexpected(index.error());
            }
            return {};
        });
    };
}

} // namespace countersign::server
