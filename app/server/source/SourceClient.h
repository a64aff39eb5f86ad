#pragma once

#include "base/Bytes.h"
#include "server/source/SourceConfig.h"
#include "server/source/SourceExchange.h"
#include "server/source/SourceManifest.h"
#include "wire/Request.h"
#include "wire/Statement.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <variant>

namespace countersign::server {

struct SourceInProgress
{
    std::string progress;              ///< how far it is: see `progressOf`
    std::chrono::seconds retryAfter{}; ///< 1 to 600; 5 where the source does not say
};

/// Whether what failed may be well a while later.
[[nodiscard]] constexpr bool mayPass(ErrorCode code)
{
    using enum ErrorCode;
    return code == SourceUnreachable || code == SourceSlow || code == SourceCut || code == SourceBusy;
}

using SourceStatus = std::variant<SourceInProgress, SourceManifest>;

/// A client of FHIR Bulk Data 2.0.0 with SMART Backend Services towards one source (O7). Thread-safe; calls
/// block, each has its deadline, and a requested stop ends it within a second with `Cancelled`.
///
/// Errors of every call. Those that may pass (`mayPass`): `SourceUnreachable` (no connection), `SourceSlow`,
/// `SourceCut`, `SourceBusy` (429, 502 to 504, with the pause that the source asks for). Final ones:
/// `SourceCertificate`, `SourceRefused`, `SourceFailed` (its own fault), `SourceGone` (not there any more),
/// `SourceElsewhere` (it leads where we do not follow), `SourceEncoded`, and `SourceData` for an answer that
/// makes no sense. Details end in the database and the log, so no text of the source is in them:
/// its status, codes of published lists and counts alone, never a sentence, an address, a token or a key.
///
/// TLS 1.2 or later with forward secrecy, against the pinned CA alone; no proxy from the environment. Tokens
/// go to the origin of `baseUrl` only. Redirects are followed for files alone, at most three, and without the
/// token.
class SourceClient
{
public:
    /// Receives a body as it comes; an error ends the transfer and is the result of `fetch`.
    using Sink = std::function<Result<void>(ByteView)>;

    /// `Configuration` where the URL is not https, or CA or key cannot be used. Does not go to the network.
    [[nodiscard]] static Result<std::unique_ptr<SourceClient>> create(SourceConfig config, const Clock& clock,
                                                                      const SourceLimits& limits = {});
    virtual ~SourceClient() = default;

    /// Begins an export at the request's level; answers its status URL, which is on the source's origin.
    /// `_until` is asked for where the request has it: a source without it refuses, and nothing wider comes.
    [[nodiscard]] virtual Result<std::string> kickOff(const wire::ExportRequestBody& request,
                                                      std::stop_token stop) = 0;
    /// A manifest in pages (`link`) is answered whole.
    [[nodiscard]] virtual Result<SourceStatus> poll(const std::string& statusUrl, std::stop_token stop) = 0;
    /// Streams a file; success only when the body was whole. `needsToken` is the manifest's
    /// `requiresAccessToken`; `SourceElsewhere` where that would take the token to another origin.
    [[nodiscard]] virtual Result<void> fetch(const std::string& fileUrl, bool needsToken, const Sink& sink,
                                             std::stop_token stop) = 0;
    /// Deletes the export at the source; success where it is gone already.
    [[nodiscard]] virtual Result<void> remove(const std::string& statusUrl, std::stop_token stop) = 0;
    /// What the source has, as far as it tells within 3 seconds. Never fails: see `wire::Source::failure`.
    [[nodiscard]] virtual wire::Source describe(std::stop_token stop) = 0;

protected:
    SourceClient() = default;
};

} // namespace countersign::server
