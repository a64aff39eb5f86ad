#include "server/job/Sources.h"

#include <algorithm>
#include <future>

namespace countersign::server {

namespace {

constexpr std::chrono::minutes keptFor{1};

} // namespace

Sources::Sources(const Jobs::Options& options)
    : m_configs(options.sources), m_clock(*options.clock), m_make(options.client)
{
    if (!m_make)
        m_make = [this](const SourceConfig& config) { return SourceClient::create(config, m_clock); };
}

const SourceConfig* Sources::config(const SourceId& id) const
{
    const auto found = std::find_if(m_configs.begin(), m_configs.end(),
                                    [&](const SourceConfig& config) { return config.id == id; });
    return found == m_configs.end() ? nullptr : &*found;
}

Result<std::shared_ptr<SourceClient>> Sources::client(const SourceId& id)
{
    const auto* found = config(id);
    if (!found)
        return fail(ErrorCode::SourceRefused, "no such source");
    const std::lock_guard lock(m_clientsMutex);
    auto& client = m_clients[id];
    if (!client) {
        auto made = m_make(*found);
        if (!made)
            return tl::unexpected(made.error());
        client = std::move(*made);
    }
    return client;
}

wire::Source Sources::describe(const SourceConfig& config, const std::stop_token& stop)
{
    const auto made = client(config.id);
    if (made)
        return (*made)->describe(stop);
    wire::Source source;
    source.id = config.id;
    source.name = config.name;
    source.failure = std::string(codeText(made.error().code));
    return source;
}

std::vector<wire::Source> Sources::describe(const std::stop_token& stop)
{
    const std::lock_guard lock(m_describing);
    const auto now = m_clock.now();
    if (m_describedAt && now >= *m_describedAt && now < *m_describedAt + keptFor)
        return m_described;
    std::vector<std::future<wire::Source>> asked;
    for (const auto& config : m_configs)
        asked.push_back(std::async(std::launch::async, [&] { return describe(config, stop); }));
    m_described.clear();
    for (auto& answer : asked)
        m_described.push_back(answer.get());
    // A source that could not be reached is asked again at once: whoever asks may just have mended it.
    const bool all = std::all_of(m_described.begin(), m_described.end(),
                                 [](const wire::Source& source) { return source.reachable; });
    m_describedAt = all ? std::optional(now) : std::nullopt;
    return m_described;
}

} // namespace countersign::server
