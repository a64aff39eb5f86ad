#pragma once

#include "base/Ids.h"
#include "base/Time.h"
#include "server/http/Http.h"

#include <map>
#include <mutex>

namespace countersign::server {

/// Answers to POSTs that carried an `Idempotency-Key`: the same key from the same device with the same body
/// gets the same answer for ten minutes, so that a lost answer costs nobody a second action. In memory alone.
class Idempotency
{
public:
    explicit Idempotency(const Clock& clock) : m_clock(clock) {}

    /// The recorded answer; nothing if the call is new, which is then under way. `Conflict` while it is under
    /// way or when the key stands for another body.
    [[nodiscard]] Result<std::optional<http::Response>> begin(const std::string& key, const Digest& body);
    /// Ends it: successes are kept, whatever failed may be tried again.
    void end(const std::string& key, const http::Response& response);

private:
    /// Never one that is under way: it would run twice. False if there is no other.
    [[nodiscard]] bool dropOldest();

    struct Kept
    {
        Digest body;
        Time until;
        std::optional<http::Response> response;
    };

    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, Kept> m_kept;
};

} // namespace countersign::server
