#include "server/source/SourceClient.h"

#include "server/source/SourceAccess.h"
#include "server/source/SourceCatalog.h"
#include "server/source/SourceProgress.h"
#include "server/source/SourceRefusal.h"
#include "server/source/SourceUrl.h"

#include <filesystem>

namespace countersign::server {

namespace {

constexpr std::chrono::milliseconds describeBudget{3'000};
constexpr std::chrono::milliseconds noDeadline{0};
constexpr long accepted = 202;
constexpr unsigned mostRedirects = 3;
constexpr unsigned mostPages = 1000;
/// Between two polls where the source does not say.
constexpr std::chrono::seconds usualPause{5};

bool isRedirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

class BulkDataClient final : public SourceClient
{
public:
    BulkDataClient(SourceConfig config, std::string origin, const Clock& clock, SourceLimits limits)
        : m_config(std::move(config)),
          m_clock(clock),
          m_limits(limits),
          m_access(m_config, std::move(origin), clock, limits)
    {
    }

    Result<std::string> kickOff(const wire::ExportRequestBody& request, std::stop_token stop) override
    {
        auto url = kickOffUrl(m_config.baseUrl, request);
        if (!url)
            return url;
        SourceAsk ask;
        ask.url = std::move(*url);
        ask.fields = {{"Accept", "application/fhir+json"}, {"Prefer", "respond-async"}};
        ask.deadline = m_limits.whole;
        ask.headSuffices = accepted;
        const auto reply = m_access.askSigned(std::move(ask), stop);
        if (!reply)
            return tl::unexpected(reply.error());
        if (reply->status != accepted)
            return refusalOf(*reply, "kick-off", now());
        const std::string status(reply->fields.first("Content-Location"));
        const auto origin = originOf(status);
        if (!origin)
            return fail(ErrorCode::SourceData, "kick-off: no status address");
        if (*origin != m_access.origin())
            return fail(ErrorCode::SourceElsewhere, "kick-off: a status address at another origin");
        return status;
    }

    Result<SourceStatus> poll(const std::string& statusUrl, std::stop_token stop) override
    {
        SourceManifest whole;
        whole.next = statusUrl;
        for (unsigned page = 0; whole.next; ++page) {
            if (page == mostPages)
                return fail(ErrorCode::SourceData, "the manifest: pages without end");
            auto answer = pollOnce(*whole.next, stop);
            if (!answer || std::holds_alternative<SourceInProgress>(*answer))
                return answer;
            auto& part = std::get<SourceManifest>(*answer);
            if (page == 0)
                whole = std::move(part);
            else if (auto joined = join(whole, std::move(part)); !joined)
                return tl::unexpected(joined.error());
        }
        return whole;
    }

    Result<void> fetch(const std::string& fileUrl, bool needsToken, const Sink& sink,
                       std::stop_token stop) override
    {
        SourceAsk ask;
        ask.url = fileUrl;
        ask.fields = {{"Accept", "application/fhir+ndjson"}};
        ask.deadline = noDeadline;
        ask.sink = &sink;
        auto reply = needsToken ? m_access.askSigned(ask, stop) : m_access.ask(ask, stop);
        // Whoever a redirect leads to is not the one the token is for, even at the same origin.
        for (unsigned i = 0; reply && isRedirect(reply->status) && i < mostRedirects; ++i) {
            auto url = resolvedUrl(ask.url, std::string(reply->fields.first("Location")));
            if (!url)
                return tl::unexpected(url.error());
            ask.url = std::move(*url);
            reply = m_access.ask(ask, stop);
        }
        if (!reply)
            return tl::unexpected(reply.error());
        if (reply->status != 200)
            return refusalOfKnown(*reply, "file", now());
        return {};
    }

    Result<void> remove(const std::string& statusUrl, std::stop_token stop) override
    {
        SourceAsk ask;
        ask.method = "DELETE";
        ask.url = statusUrl;
        ask.fields = {{"Accept", "application/fhir+json"}};
        ask.deadline = m_limits.removal;
        const auto reply = m_access.askSigned(std::move(ask), stop);
        if (!reply)
            return tl::unexpected(reply.error());
        // 404 and 410: deleted before, or expired.
        if (reply->status / 100 == 2 || reply->status == 404 || reply->status == 410)
            return {};
        return refusalOf(*reply, "delete", now());
    }

    wire::Source describe(std::stop_token stop) override
    {
        return describeSource(m_config, m_access, describeBudget, stop);
    }

private:
    [[nodiscard]] Result<SourceStatus> pollOnce(const std::string& url, const std::stop_token& stop)
    {
        SourceAsk ask;
        ask.url = url;
        ask.fields = {{"Accept", "application/json"}};
        ask.deadline = m_limits.whole;
        const auto reply = m_access.askSigned(std::move(ask), stop);
        if (!reply)
            return tl::unexpected(reply.error());
        if (reply->status == 200)
            return parseSourceManifest(reply->body).map([](SourceManifest&& manifest) {
                return SourceStatus(std::move(manifest));
            });
        // 429: asked too often, which says nothing about the export.
        if (reply->status != accepted && reply->status != 429)
            return refusalOfKnown(*reply, "status", now());
        return SourceInProgress{progressOf(reply->fields.first("X-Progress")),
                                retryAfter(reply->fields.first("Retry-After"), now()).value_or(usualPause)};
    }

    [[nodiscard]] std::chrono::sys_seconds now() const
    {
        return std::chrono::floor<std::chrono::seconds>(m_clock.now());
    }

    /// One manifest out of its pages, which must agree on what they are of.
    [[nodiscard]] static Result<void> join(SourceManifest& whole, SourceManifest part)
    {
        if (part.transactionTime != whole.transactionTime ||
            part.requiresAccessToken != whole.requiresAccessToken)
            return fail(ErrorCode::SourceData, "the manifest: pages of different exports");
        if (whole.files.size() + part.files.size() > mostManifestFiles)
            return fail(ErrorCode::SourceData, "the manifest: too many files");
        whole.files.insert(whole.files.end(), std::make_move_iterator(part.files.begin()),
                           std::make_move_iterator(part.files.end()));
        whole.deletedFiles += part.deletedFiles;
        whole.errorFiles += part.errorFiles;
        whole.next = std::move(part.next);
        return {};
    }

    SourceConfig m_config;
    const Clock& m_clock;
    SourceLimits m_limits;
    SourceAccess m_access;
};

} // namespace

Result<std::unique_ptr<SourceClient>> SourceClient::create(SourceConfig config, const Clock& clock,
                                                           const SourceLimits& limits)
{
    while (config.baseUrl.ends_with('/'))
        config.baseUrl.pop_back();
    auto origin = originOf(config.baseUrl);
    if (!origin || config.baseUrl.find('?') != std::string::npos)
        return fail(ErrorCode::Configuration, config.baseUrl + ": no https address of a FHIR server");
    if (!config.tokenEndpoint.empty() && !originOf(config.tokenEndpoint))
        return fail(ErrorCode::Configuration,
                    config.tokenEndpoint + ": no https address of a token endpoint");
    std::error_code error;
    if (config.caFile.empty() || !std::filesystem::is_regular_file(config.caFile, error))
        return fail(ErrorCode::Configuration, config.caFile + ": the source's CA is not there");
    if (const auto key = loadAssertionKey(config.keyFile); !key)
        return tl::unexpected(key.error());
    return std::make_unique<BulkDataClient>(std::move(config), std::move(*origin), clock, limits);
}

} // namespace countersign::server
