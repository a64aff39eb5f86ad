#pragma once

#include "server/http/Http.h"

#include <mutex>

namespace countersign::http {

/// The events between whoever pushes and the connection that writes. Bounded: a peer too slow for it is
/// dropped.
class EventQueue final : public EventStream
{
public:
    static constexpr std::size_t MaximumPending = 1000;

    /// `wake` is called under the lock, thus never after `detach` returned; it must not call back.
    explicit EventQueue(std::function<void(bool cut)> wake);

    bool push(std::string_view event, std::string_view data) override;
    void close() override;

    /// Everything pending as one text; empty when there is nothing.
    [[nodiscard]] std::string take();
    [[nodiscard]] bool closed() const;
    /// The connection is gone: nothing is taken in any more and nobody woken.
    void detach();

private:
    mutable std::mutex m_mutex;
    std::function<void(bool)> m_wake;
    std::string m_pending;
    std::size_t m_count = 0;
    bool m_closed = false;
};

} // namespace countersign::http
