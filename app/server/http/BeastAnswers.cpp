#include "server/http/BeastConnection.h"
#include "server/http/BeastListener.h"
#include "server/http/Head.h"

/// What a connection sends: answers, bodies from a source, events.
namespace countersign::http {

namespace {

constexpr std::size_t BodyChunk = std::size_t{256} * 1024;
constexpr seconds EventComment{15};
/// Beyond it, what was gathered goes out: a slow source flows.
constexpr std::chrono::milliseconds GatherTime{100};

enum class Gathered { More, End, Broken };

// Small parts are joined, so that neither TLS records nor switches between threads dominate.
Gathered gather(BodySource& source, Bytes& into)
{
    const auto until = std::chrono::steady_clock::now() + GatherTime;
    try {
        while (into.size() < BodyChunk && (into.empty() || std::chrono::steady_clock::now() < until)) {
            auto next = source.next();
            if (!next)
                return Gathered::Broken;
            if (next->empty())
                return Gathered::End;
            if (into.empty())
                into = std::move(*next);
            else
                into.insert(into.end(), next->begin(), next->end());
        }
        return Gathered::More;
    } catch (...) {
        return Gathered::Broken;
    }
}

} // namespace

Task<bool> BeastConnection::answer(const Response& response, bool isHead, bool keepAlive)
{
    if (response.hangUp) {
        cutNow();
        co_return false;
    }
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!isHead && !bodiless && response.events) {
        co_await streamEvents(response);
        co_return false;
    }
    if (!isHead && !bodiless && response.source)
        co_return co_await streamBody(response, keepAlive);
    HeadOptions options{Framing::Length, response.body.size(), keepAlive};
    if (response.source && response.length)
        options.length = *response.length;
    else if (bodiless || response.source || response.events)
        options.framing = Framing::None;
    auto text = responseHead(response, m_listener.options(), options);
    if (!isHead && !bodiless)
        text += response.body;
    co_return co_await write(asio::buffer(text)) && keepAlive;
}

Task<bool> BeastConnection::streamBody(const Response& response, bool keepAlive)
{
    const bool chunked = !response.length;
    const auto head =
        responseHead(response, m_listener.options(),
                     {chunked ? Framing::Chunked : Framing::Length, response.length.value_or(0), keepAlive});
    bool whole = co_await write(asio::buffer(head));
    std::uint64_t sent = 0;
    for (auto state = Gathered::More; whole && state == Gathered::More;) {
        Bytes piece;
        const std::function<void()> work = [&] { state = gather(*response.source, piece); };
        co_await onPool(work);
        sent += piece.size();
        // Neither more nor less than announced: the peer must notice, so the connection is cut.
        whole = chunked || sent <= *response.length;
        // A statement of its own: GCC 12 awaits behind `&&`, too, where it should not.
        if (whole)
            whole = co_await writePiece(piece, chunked, state == Gathered::End);
        whole = whole && state != Gathered::Broken &&
                (chunked || state == Gathered::More || sent == *response.length);
    }
    if (!whole)
        cutNow();
    co_return whole&& keepAlive;
}

Task<bool> BeastConnection::writePiece(Bytes& piece, bool chunked, bool last)
{
    if (!chunked && piece.empty())
        co_return true;
    if (!chunked)
        co_return co_await write(asio::buffer(piece));
    std::string framed;
    framed.reserve(piece.size() + 32);
    if (!piece.empty())
        framed.append(chunkLine(piece.size())).append(textOf(piece)).append("\r\n");
    if (last)
        framed += "0\r\n\r\n";
    co_return co_await write(asio::buffer(framed));
}

Task<void> BeastConnection::streamEvents(const Response& response)
{
    Response opening;
    opening.status = response.status;
    opening.fields = response.fields;
    if (opening.fields.count("Content-Type") == 0)
        opening.fields.add("Content-Type", "text/event-stream");
    const auto head = responseHead(opening, m_listener.options(), {Framing::Chunked, 0, false});
    if (!co_await write(asio::buffer(head)))
        co_return;
    m_events = std::make_shared<EventQueue>([executor = m_executor, weak = weak_from_this()](bool cutOff) {
        asio::post(executor, [weak, cutOff] {
            if (const auto self = weak.lock()) {
                if (cutOff)
                    self->cutNow();
                self->m_timer.cancel();
            }
        });
    });
    if (m_stopping)
        m_events->close();
    transport().expires_never();
    asio::co_spawn(m_executor, watchPeer(shared_from_this()), asio::detached);
    const std::function<void()> work = [&] {
        try {
            response.events(m_events);
        } catch (...) {
            m_events->close();
        }
    };
    co_await onPool(work);
    co_await writeEvents();
    m_events->detach();
    cutNow();
}

Task<void> BeastConnection::writeEvents()
{
    static constexpr std::string_view comment = "3\r\n:\n\n\r\n";
    static constexpr std::string_view end = "0\r\n\r\n";
    for (;;) {
        const bool closed =
            m_events->closed(); // asked first: what was pushed before the close is still written
        const auto text = m_events->take();
        if (!text.empty()) {
            const auto framed = chunkLine(text.size()) + text + "\r\n";
            if (!co_await write(asio::buffer(framed)))
                co_return;
            continue;
        }
        if (closed) {
            co_await write(asio::buffer(end));
            co_return;
        }
        error_code error;
        m_timer.expires_after(EventComment);
        co_await m_timer.async_wait(redirect_error(use_awaitable, error));
        if (error) // woken by news
            continue;
        if (!co_await write(asio::buffer(comment)))
            co_return;
    }
}

// An event stream's peer has nothing to say: whatever comes, it is over. Notices a peer that left without a
// write.
Task<void> BeastConnection::watchPeer(std::shared_ptr<BeastConnection> self)
{
    char byte = 0;
    error_code error;
    co_await self->m_stream.async_read_some(asio::buffer(&byte, 1), redirect_error(use_awaitable, error));
    self->m_events->close();
    self->cutNow();
}

Task<bool> BeastConnection::write(asio::const_buffer bytes)
{
    error_code error;
    transport().expires_after(seconds(m_listener.options().limits.writeSeconds));
    co_await asio::async_write(m_stream, bytes, redirect_error(use_awaitable, error));
    co_return !error;
}

} // namespace countersign::http
