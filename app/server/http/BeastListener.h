#pragma once

#include "server/http/BeastConnection.h"

#include <atomic>
#include <map>
#include <mutex>

namespace countersign::http {

class BeastListener final : public Listener
{
public:
    BeastListener(ListenerOptions options, Handler handler);

    [[nodiscard]] Result<void> bind();
    [[nodiscard]] std::uint16_t port() const override { return m_port; }
    void run() override;
    void stop(unsigned graceSeconds) override;
    [[nodiscard]] Result<void> reloadCertificate() override;
    [[nodiscard]] Result<void> replaceCertificate(const std::string& certificateFile,
                                                  const std::string& keyFile) override;

    [[nodiscard]] const ListenerOptions& options() const { return m_options; }
    [[nodiscard]] Response handle(const Request& request) const;
    [[nodiscard]] asio::thread_pool& pool() { return m_pool; }
    [[nodiscard]] Admission& admission() { return m_admission; }
    void leave(Admission::Member member);
    /// Whether a request may still be begun; not once the time for an orderly end is over.
    [[nodiscard]] bool begins() const { return !m_over; }

private:
    Task<void> acceptPeers();
    void admit(tcp::socket socket);
    [[nodiscard]] bool makeRoom(Admission::Member member, const std::string& address);
    void begin(Admission::Member member, const std::string& address, tcp::socket socket);
    void drain(unsigned graceSeconds);
    [[nodiscard]] std::vector<std::shared_ptr<BeastConnection>> connections();

    // Connections that are still suspended end with m_pool and m_io, and then call `leave`: those two stand
    // last.
    const ListenerOptions m_options;
    const Handler m_handler;
    Admission m_admission;
    Admission::Member m_last = 0; // by m_control alone
    std::mutex m_mutex;
    std::map<Admission::Member, std::weak_ptr<BeastConnection>> m_connections;
    std::shared_ptr<asio::ssl::context> m_context;
    bool m_running = false;
    bool m_stopping = false;
    std::atomic<bool> m_over = false;
    std::uint16_t m_port = 0;
    asio::io_context m_io{2};
    asio::any_io_executor m_control{asio::make_strand(m_io)};
    asio::executor_work_guard<asio::io_context::executor_type> m_work{m_io.get_executor()};
    tcp::acceptor m_acceptor{m_control};
    asio::steady_timer m_timer{m_control};
    asio::thread_pool m_pool;
};

} // namespace countersign::http
