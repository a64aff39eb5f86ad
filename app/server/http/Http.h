#pragma once

#include "base/Error.h"
#include "base/Secret.h"
#include "base/Time.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A TLS + HTTP/1.1 listener behind plain types: no Asio or Beast type leaves this folder, so the heavy
/// templates are compiled once. Used by `countersignd` and by `countersign-trialsource`.
namespace countersign::http {

/// Case-insensitive field names, in the order received; a repeated field stands twice.
class Fields
{
public:
    void add(std::string name, std::string value)
    {
        m_fields.emplace_back(std::move(name), std::move(value));
    }
    /// The first value, or empty.
    [[nodiscard]] std::string_view first(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return m_fields; }

private:
    std::vector<std::pair<std::string, std::string>> m_fields;
};

/// How the request reached us (control A1).
struct Peer
{
    std::string address; ///< numeric, without port
    std::string tlsVersion;
    std::string cipher;
    std::string certificateFingerprint; ///< SHA-256 hex of the client certificate, or empty
};

struct Request
{
    std::string method;
    std::string target; ///< as received: path and query
    std::string path;   ///< before `?`, percent-decoded only where unreserved; "." and ".." segments are
                        ///< refused with 400
    std::map<std::string, std::string> query; ///< percent-decoded; a repeated name is refused with 400
    Fields fields;
    std::string body;
    Peer peer;
};

/// A body produced bit by bit on the blocking pool.
class BodySource
{
public:
    virtual ~BodySource() = default;
    /// The next bytes (at most about 1 MiB); empty at the end. An error cuts the connection after what came
    /// before it, so that the peer sees a short body.
    [[nodiscard]] virtual Result<Bytes> next() = 0;
};

/// Server-sent events (WHATWG): whoever holds it pushes, the listener writes. Thread-safe.
class EventStream
{
public:
    virtual ~EventStream() = default;
    /// One event; dropped when the peer is gone. Returns false then.
    virtual bool push(std::string_view event, std::string_view data) = 0;
    virtual void close() = 0;
};

struct Response
{
    int status = 200;
    Fields fields;
    std::string body;
    /// Instead of `body`: streamed; `length` makes Content-Length, without it chunked.
    std::shared_ptr<BodySource> source;
    std::optional<std::uint64_t> length;
    /// Instead of `body`: `text/event-stream`; called once with the stream when the head is written. The
    /// listener sends a comment every 15 s.
    std::function<void(std::shared_ptr<EventStream>)> events;
    /// Instead of any answer: the connection is cut, as when a server falls (the trial source does, if told).
    bool hangUp = false;
};

/// Called on the blocking pool, from many threads at once.
using Handler = std::function<Response(const Request&)>;

struct Limits
{
    std::size_t headerBytes = 16 * 1024;
    std::size_t bodyBytes = 1024 * 1024;
    unsigned connections = 2048; ///< at most half of what RLIMIT_NOFILE allows; the files need some, too
    unsigned connectionsPerAddress = 512; ///< of IPv6: of a /64
    std::size_t smallBody = 64 * 1024;    ///< a body above it, or of no announced length, is a large one
    unsigned largeBodies = 64;            ///< at once; beyond that 503
    unsigned largeBodiesPerAddress = 16;
    unsigned headerSeconds = 10; ///< from accept or the previous response's end to a whole head: idle
                                 ///< keep-alive gets `idleSeconds`
    unsigned bodySeconds = 30;
    unsigned idleSeconds = 60;
    unsigned writeSeconds = 60; ///< for each chunk written
};

/// What goes wrong below HTTP.
enum class Fault : std::uint8_t {
    Handshake,  ///< of TLS
    Request,    ///< refused before the handler saw it
    Connection, ///< given up
};

struct ListenerOptions
{
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;      ///< 0: any free one
    std::string certificateFile; ///< PEM chain
    std::string keyFile;         ///< PEM
    Limits limits;
    unsigned poolThreads = 16;
    bool strictTransport = true;  ///< HSTS on each response
    const Clock* clock = nullptr; ///< what `Date` says; absent: the system's. Outlives the listener
    /// Fields on each response, those that the listener gives by itself included; a handler's own go first.
    std::vector<std::pair<std::string, std::string>> standardFields = {
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}};
    /// Called (any thread) for what goes wrong below HTTP.
    std::function<void(const Peer&, Fault, std::string_view what)> fault;
    /// The answer to a request that never reaches the handler, malformed or too large; its status stays as it
    /// is. Called (any thread) instead of `fault`; must not block. Without it, a line of plain text.
    std::function<Response(const Peer&, int status)> refusal;
};

class Listener
{
public:
    /// Binds and loads the certificate; serves once `run` is called.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> open(ListenerOptions options, Handler handler);
    virtual ~Listener() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// Serves until `stop`; blocks.
    virtual void run() = 0;
    /// Orderly: no new connections, requests under way get `grace` seconds, then they are cut. Thread-safe;
    /// returns at once.
    virtual void stop(unsigned graceSeconds) = 0;
    /// Loads certificate and key files anew for new connections (T2).
    [[nodiscard]] virtual Result<void> reloadCertificate() = 0;
    /// These files for new connections, until their own are loaded anew.
    [[nodiscard]] virtual Result<void> replaceCertificate(const std::string& certificateFile,
                                                          const std::string& keyFile) = 0;

protected:
    Listener() = default;
};

} // namespace countersign::http
