#include "server/source/SourceCatalog.h"

#include "crypto/StrictJson.h"
#include "server/source/SourceManifest.h"
#include "server/source/SourceRefusal.h"
#include "server/source/SourceUrl.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace countersign::server {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr unsigned deepest = 32;
constexpr std::size_t mostTypes = 200;
constexpr std::size_t mostGroups = 1000;
constexpr std::size_t longestName = 200;
constexpr unsigned askers = 4;

const json& memberOf(const json& holder, const char* name)
{
    static const json none;
    const auto found = holder.is_object() ? holder.find(name) : holder.end();
    return found != holder.end() ? *found : none;
}

std::string textOf(const json& holder, const char* name)
{
    const auto& value = memberOf(holder, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<std::uint64_t> numberOf(const json& holder, const char* name)
{
    const auto& value = memberOf(holder, name);
    return value.is_number_unsigned() ? std::optional(value.get<std::uint64_t>()) : std::nullopt;
}

/// Empty where there is no list.
std::vector<json> listOf(const json& holder, const char* name)
{
    const auto& value = memberOf(holder, name);
    return value.is_array() ? value.get<std::vector<json>>() : std::vector<json>();
}

/// Asks one source until the time is up.
class Inquiry
{
public:
    Inquiry(std::string base, SourceAccess& access, milliseconds budget, std::stop_token stop)
        : m_base(std::move(base)), m_access(access), m_deadline(budget), m_stop(std::move(stop))
    {
    }

    [[nodiscard]] Result<json> ask(const std::string& path, const char* type, bool withToken)
    {
        SourceAsk ask;
        ask.url = m_base + path;
        ask.fields = {{"Accept", "application/fhir+json"}};
        ask.deadline = left();
        const auto reply = withToken ? m_access.askSigned(std::move(ask), m_stop) : m_access.ask(ask, m_stop);
        if (!reply)
            return tl::unexpected(reply.error());
        if (reply->status != 200)
            return refusalOf(*reply, type, {}); // nobody waits for it here
        auto answer = crypto::parseStrictJson(reply->body, deepest);
        if (!answer || textOf(*answer, "resourceType") != type)
            return fail(ErrorCode::SourceData, std::string("no ") + type + " where one was asked for");
        return answer;
    }

    [[nodiscard]] milliseconds left() const { return m_deadline.left(); }

private:
    std::string m_base;
    SourceAccess& m_access;
    Deadline m_deadline;
    std::stop_token m_stop;
};

std::vector<wire::TypeCount> typesOf(const json& capability)
{
    std::vector<wire::TypeCount> types;
    for (const auto& rest : listOf(capability, "rest")) {
        if (textOf(rest, "mode") != "server")
            continue;
        for (const auto& resource : listOf(rest, "resource"))
            if (const auto type = textOf(resource, "type"); isResourceType(type) && types.size() < mostTypes)
                types.push_back({type, {}});
    }
    std::ranges::sort(types, {}, &wire::TypeCount::type);
    const auto repeated = std::ranges::unique(types, {}, &wire::TypeCount::type);
    types.erase(repeated.begin(), repeated.end());
    return types;
}

std::vector<wire::SourceGroup> groupsOf(const json& bundle)
{
    std::vector<wire::SourceGroup> groups;
    for (const auto& entry : listOf(bundle, "entry")) {
        const auto& group = memberOf(entry, "resource");
        const auto id = textOf(group, "id");
        if (textOf(group, "resourceType") != "Group" || !isFhirId(id) || groups.size() == mostGroups)
            continue;
        const auto name = plainExcerpt(textOf(group, "name"), longestName);
        groups.push_back({id, name.empty() ? id : name, numberOf(group, "quantity")});
    }
    return groups;
}

/// Each asker takes the next type that nobody has; there is nothing else that they share.
void countTypes(Inquiry& inquiry, std::vector<wire::TypeCount>& types)
{
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::min<std::size_t>(askers, types.size()); ++i)
        threads.emplace_back([&] {
            for (auto at = next++; at < types.size(); at = next++)
                if (const auto bundle = inquiry.ask('/' + types[at].type + "?_summary=count", "Bundle", true))
                    types[at].count = numberOf(*bundle, "total");
        });
}

} // namespace

wire::Source describeSource(const SourceConfig& config, SourceAccess& access, milliseconds budget,
                            const std::stop_token& stop)
{
    wire::Source source{config.id, config.name, false, {}, {}, {}};
    Inquiry inquiry(config.baseUrl, access, budget, stop);
    const auto capability = inquiry.ask("/metadata", "CapabilityStatement", false);
    if (!capability) {
        source.failure = std::string(codeText(capability.error().code));
        return source;
    }
    source.types = typesOf(*capability);
    if (const auto admitted = access.admitted(inquiry.left(), stop); !admitted) {
        source.failure = std::string(codeText(admitted.error().code));
        return source;
    }
    source.reachable = true;
    // A source without groups, or that does not list them, may say no.
    if (const auto groups = inquiry.ask("/Group", "Bundle", true))
        source.groups = groupsOf(*groups);
    countTypes(inquiry, source.types);
    return source;
}

} // namespace countersign::server
