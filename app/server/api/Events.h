#pragma once

#include "server/api/JobAudience.h"

#include <functional>
#include <mutex>
#include <vector>

namespace countersign::server {

/// Server-sent events to consoles: which thing changed, never its content; the console fetches what it may
/// see. Events: `job` {"id":…,"revision":…} to those who may see the export, `people` {}, `log`
/// {"log":"trust"|"audit"}. Thread-safe.
class Events
{
public:
    using Sees = std::function<bool(const JobAudience&)>;
    /// A console has one stream; of more than four of a session the oldest ends.
    void subscribe(const SessionId& session, std::shared_ptr<http::EventStream> stream,
                   std::function<bool()> stillAllowed, Sees sees);
    void job(const JobId& id, std::uint64_t revision, const JobAudience& audience);
    void people();
    void log(std::string_view name);
    /// Ends the streams whose session has ended; called every second.
    void sweep();

private:
    struct Subscriber
    {
        SessionId session;
        std::shared_ptr<http::EventStream> stream;
        std::function<bool()> stillAllowed;
        Sees sees;
    };
    void push(std::string_view event, std::string_view data,
              const std::function<bool(const Subscriber&)>& to = {});

    std::mutex m_mutex;
    std::vector<Subscriber> m_subscribers;
};

} // namespace countersign::server
