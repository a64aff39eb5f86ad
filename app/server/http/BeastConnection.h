#pragma once

#include "server/http/Admission.h"
#include "server/http/Beast.h"
#include "server/http/EventQueue.h"

namespace countersign::http {

class BeastListener;

/// One peer. Everything but the handler and the body source runs on the connection's strand.
class BeastConnection : public std::enable_shared_from_this<BeastConnection>
{
public:
    BeastConnection(BeastListener& listener, Admission::Member member, std::string address,
                    std::shared_ptr<asio::ssl::context> context, tcp::socket socket);
    BeastConnection(const BeastConnection&) = delete;
    BeastConnection& operator=(const BeastConnection&) = delete;
    ~BeastConnection();

    [[nodiscard]] const asio::any_io_executor& executor() const { return m_executor; }
    Task<void> serve();
    /// From any thread: idle connections and event streams end now, a request under way is the last one.
    void windDown();
    /// From any thread: ends now, but for a request that is being handled, which is answered first.
    void cut();

private:
    struct Received
    {
        int refusal = 0; ///< status to answer instead of calling the handler
        bool gone = false;
        bool isHead = false;
        bool keepAlive = false;
        Request request;
    };

    Task<bool> handshake();
    Task<bool> exchange();
    Task<void> receive(Received& received);
    Task<void> readHead(Received& received);
    Task<void> readBody(Parser& parser, Received& received);
    [[nodiscard]] bool hasRoomFor(const Parser& parser);
    void takeHead(const Parser& parser, Received& received) const;
    Task<bool> answer(const Response& response, bool isHead, bool keepAlive);
    Task<bool> streamBody(const Response& response, bool keepAlive);
    Task<bool> writePiece(Bytes& piece, bool chunked, bool last);
    Task<void> streamEvents(const Response& response);
    Task<void> writeEvents();
    Task<void> watchPeer(std::shared_ptr<BeastConnection> self);
    Task<bool> write(asio::const_buffer bytes);
    Task<void> onPool(const std::function<void()>& work);
    Task<void> closeOrderly();

    [[nodiscard]] beast::tcp_stream& transport() { return beast::get_lowest_layer(m_stream); }
    void cutNow();
    void fault(Fault kind, std::string_view what) const;
    [[nodiscard]] Response refuse(int status) const;

    BeastListener& m_listener;
    const Admission::Member m_member;
    std::shared_ptr<asio::ssl::context>
        m_context; // outlives the stream, also when the certificate is reloaded
    asio::any_io_executor m_executor;
    asio::ssl::stream<beast::tcp_stream> m_stream;
    beast::flat_buffer m_buffer;
    asio::steady_timer m_timer;
    std::shared_ptr<EventQueue> m_events;
    Peer m_peer;
    bool m_served = false;
    bool m_idle = false;
    bool m_handling = false; // from a whole request to its handler's answer
    bool m_stopping = false;
    bool m_unread = false; // the peer may still be sending what we refused
};

} // namespace countersign::http
