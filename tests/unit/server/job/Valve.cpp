#include "unit/server/job/Valve.h"

#include <stdexcept>

namespace countersign::test {

namespace {

constexpr std::chrono::seconds longest{60}; // a failure, not a pace

/// The real client behind the valve.
class ValvedClient final : public server::SourceClient
{
public:
    ValvedClient(std::unique_ptr<SourceClient> real, Valve& valve) : m_real(std::move(real)), m_valve(valve)
    {
    }

    Result<std::string> kickOff(const wire::ExportRequestBody& request, std::stop_token stop) override
    {
        if (auto done = m_valve.pass(Valve::Call::KickOff, stop); !done)
            return tl::unexpected(done.error());
        auto url = m_real->kickOff(request, stop);
        if (auto done = m_valve.pass(Valve::Call::KickedOff, stop); !done)
            return tl::unexpected(done.error());
        return url;
    }
    Result<server::SourceStatus> poll(const std::string& statusUrl, std::stop_token stop) override
    {
        if (auto done = m_valve.pass(Valve::Call::Poll, stop); !done)
            return tl::unexpected(done.error());
        return m_real->poll(statusUrl, stop);
    }
    Result<void> fetch(const std::string& fileUrl, bool needsToken, const Sink& sink,
                       std::stop_token stop) override
    {
        // Held in the middle: some of the file has come.
        return m_real->fetch(
            fileUrl, needsToken,
            [&](ByteView chunk) -> Result<void> {
                if (auto done = sink(chunk); !done)
                    return done;
                return m_valve.pass(Valve::Call::Fetch, stop);
            },
            stop);
    }
    Result<void> remove(const std::string& statusUrl, std::stop_token stop) override
    {
        return m_real->remove(statusUrl, stop);
    }
    wire::Source describe(std::stop_token stop) override { return m_real->describe(stop); }

private:
    std::unique_ptr<SourceClient> m_real;
    Valve& m_valve;
};

} // namespace

void Valve::hold(Call call)
{
    const std::lock_guard lock(m_mutex);
    m_held = call;
}

void Valve::letGo()
{
    {
        const std::lock_guard lock(m_mutex);
        m_held.reset();
    }
    m_changed.notify_all();
}

void Valve::awaitHeld()
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait_for(lock, longest, [&] { return m_waiting > 0; }))
        throw std::runtime_error("nothing came to the valve");
}

void Valve::refuse(Call call, Error why, int times)
{
    const std::lock_guard lock(m_mutex);
    m_refused = call;
    m_why = std::move(why);
    m_refusals = times;
}

Result<void> Valve::pass(Call call, const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    if (m_refusals > 0 && call == m_refused) {
        --m_refusals;
        return tl::unexpected(m_why);
    }
    if (m_held != call)
        return {};
    ++m_waiting;
    m_changed.notify_all();
    m_changed.wait(lock, stop, [&] { return m_held != call; });
    --m_waiting;
    return stop.stop_requested() ? Result<void>(fail(ErrorCode::Cancelled)) : Result<void>();
}

std::unique_ptr<server::SourceClient> behind(Valve& valve, std::unique_ptr<server::SourceClient> real)
{
    return std::make_unique<ValvedClient>(std::move(real), valve);
}

} // namespace countersign::test
