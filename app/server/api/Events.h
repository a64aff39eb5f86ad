#pragma once

#include "base/Ids.h"
#include "server/http/Http.h"

#include <functional>
#include <mutex>
#include <vector>

namespace countersign::server {

/// Server-sent events to consoles: which thing changed, never its content; the console fetches what it may
/// see. Events: `job` {"id":…,"revision":…}, `people` {}, `log` {"log":"trust"|"audit"}. Thread-safe.
class Events
{
public:
    void subscribe(std::shared_ptr<http::EventStream> stream, std::function<bool()> stillAllowed);
    void job(const JobId& id, std::uint64_t revision);
    void people();
    void log(std::string_view name);
    /// Ends the streams whose session has ended; called every second.
    void sweep();

private:
    void push(std::string_view event, std::string_view data);

    struct Subscriber
    {
        std::shared_ptr<http::EventStream> stream;
        std::function<bool()> stillAllowed;
    };
    std::mutex m_mutex;
    std::vector<Subscriber> m_subscribers;
};

} // namespace countersign::server
