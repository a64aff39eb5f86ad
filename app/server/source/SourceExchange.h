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

/// How long a source may keep us waiting.
struct SourceLimits
{
    std::chrono::milliseconds connect{10'000};
    std::chrono::seconds stall{60}; ///< without a byte
    /// From start to end of a request that is no file.
    std::chrono::milliseconds whole{60'000};
    /// The same for a deletion, which nobody may wait for long.
    std::chrono::milliseconds removal{15'000};
};

/// One HTTPS request to a source.
struct SourceAsk
{
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> fields = {};
    const Secret* bearer = nullptr; ///< access token
    const Secret* form = nullptr;   ///< urlencoded body
    /// From start to end of the whole exchange; zero for none: then only a stall ends it.
    std::chrono::milliseconds deadline{60'000};
    /// This status is an answer once its head is whole, whatever becomes of the body: what the source began
    /// by it must not be lost. Zero: none.
    long headSuffices = 0;
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
    SourceExchange(std::string caFile, SourceLimits limits);
    ~SourceExchange();
    SourceExchange(const SourceExchange&) = delete;
    SourceExchange& operator=(const SourceExchange&) = delete;

    /// Any status is an answer. `SourceUnreachable` where no connection came about, `SourceSlow` where it
    /// took too long, `SourceCut` where it ended before all was there, `SourceCertificate`; `SourceData` for
    /// a body that is too large, `SourceEncoded`; `Cancelled`; or the sink's error.
    [[nodiscard]] Result<SourceReply> ask(const SourceAsk& ask, const std::stop_token& stop);

private:
    struct Handle;
    [[nodiscard]] std::unique_ptr<Handle> take();
    void giveBack(std::unique_ptr<Handle> handle);

    std::string m_caFile;
    SourceLimits m_limits;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Handle>> m_idle;
};

} // namespace countersign::server
