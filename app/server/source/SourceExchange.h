#pragma once

#include "base/Secret.h"
#include "server/http/Http.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace countersign::server {

/// When several exchanges together must be over.
class Deadline
{
public:
    explicit Deadline(std::chrono::milliseconds whole) : m_end(std::chrono::steady_clock::now() + whole) {}
    /// What is left; at least 1 ms, as zero would be no limit.
    [[nodiscard]] std::chrono::milliseconds left() const
    {
        const auto rest = m_end - std::chrono::steady_clock::now();
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(rest),
                        std::chrono::milliseconds(1));
    }

private:
    std::chrono::steady_clock::time_point m_end;
};

/// One HTTPS request to a source.
struct SourceAsk
{
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> fields = {};
    const Secret* bearer = nullptr; ///< access token
    const Secret* form = nullptr;   ///< urlencoded body
    /// From start to end of the whole exchange; zero for none: then only 60 s without a byte end it.
    std::chrono::milliseconds deadline{60'000};
    /// Takes the body of a 200 as it comes, instead of `SourceReply::body`.
    const std::function<Result<void>(ByteView)>* sink = nullptr;
};

struct SourceReply
{
    long status = 0;
    http::Fields fields = {};
    std::string body = {}; ///< at most 64 KiB of it unless the status is 200; then at most 32 MiB
};

/// HTTPS to one source over libcurl: see `SourceClient` for what is guaranteed. Never follows a redirect.
/// Connections are kept and used again. Thread-safe.
class SourceExchange
{
public:
    explicit SourceExchange(std::string caFile);
    ~SourceExchange();
    SourceExchange(const SourceExchange&) = delete;
    SourceExchange& operator=(const SourceExchange&) = delete;

    /// Any status is an answer. `SourceUnreachable` where none came, or the body was not whole; `SourceData`
    /// for a body that is too large or encoded; `Cancelled`; or the sink's error.
    [[nodiscard]] Result<SourceReply> ask(const SourceAsk& ask, const std::stop_token& stop);

private:
    struct Handle;
    [[nodiscard]] std::unique_ptr<Handle> take();
    void giveBack(std::unique_ptr<Handle> handle);

    std::string m_caFile;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Handle>> m_idle;
};

} // namespace countersign::server
