#include "server/source/SourceUrl.h"

#include "server/source/SourceManifest.h"

#include <algorithm>
#include <memory>

#include <curl/curl.h>

namespace countersign::server {

namespace {

struct UrlFree
{
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlFree>;

std::string part(const Url& url, CURLUPart which, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK)
        return {};
    std::string out(text);
    curl_free(text);
    return out;
}

// libcurl itself says what an address means, so that the one checked is the one that is asked.
Result<Url> parsed(const std::string& text)
{
    Url url(curl_url());
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return fail(ErrorCode::SourceData, "the source named an address that is none");
    if (part(url, CURLUPART_SCHEME) != "https")
        return fail(ErrorCode::SourceElsewhere, "the source named an address that is not https");
    if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty() ||
        !part(url, CURLUPART_FRAGMENT).empty())
        return fail(ErrorCode::SourceElsewhere, "the source named an address with a user or a fragment");
    return url;
}

Result<std::string> levelPath(const wire::ExportRequestBody& request)
{
    switch (request.level) {
    case wire::Level::System:
        return "/$export";
    case wire::Level::Patient:
        return "/Patient/$export";
    case wire::Level::Group:
        break;
    }
    if (!request.group || !isFhirId(request.group->id))
        return fail(ErrorCode::BadRequest, "an export of a group without the group's id");
    return "/Group/" + request.group->id + "/$export";
}

} // namespace

bool isFhirId(std::string_view id)
{
    return !id.empty() && id.size() <= 64 && id != "." && id != ".." && std::ranges::all_of(id, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.';
    });
}

Result<std::string> originOf(const std::string& url)
{
    const auto parts = parsed(url);
    if (!parts)
        return tl::unexpected(parts.error());
    auto host = part(*parts, CURLUPART_HOST);
    std::ranges::transform(host, host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return "https://" + host + ':' + part(*parts, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

Result<std::string> resolvedUrl(const std::string& base, const std::string& reference)
{
    auto url = parsed(base);
    if (!url)
        return tl::unexpected(url.error());
    if (reference.empty() || curl_url_set(url->get(), CURLUPART_URL, reference.c_str(), 0) != CURLUE_OK)
        return fail(ErrorCode::SourceData, "the source redirected to no address");
    auto whole = part(*url, CURLUPART_URL);
    return originOf(whole).map([&](const std::string&) { return whole; });
}

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        const auto byte = static_cast<std::uint8_t>(c);
        if (plain)
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

Result<std::string> kickOffUrl(const std::string& base, const wire::ExportRequestBody& request)
{
    const auto path = levelPath(request);
    if (!path)
        return path;
    if (request.types.empty() || !std::ranges::all_of(request.types, isResourceType))
        return fail(ErrorCode::BadRequest, "an export without resource types");
    std::string types;
    for (const auto& type : request.types)
        types += (types.empty() ? "" : ",") + type;
    auto url = base + *path + "?_outputFormat=" + percentEncoded("application/fhir+ndjson") +
               "&_type=" + percentEncoded(types);
    if (request.since)
        url += "&_since=" + percentEncoded(timeText(*request.since));
    if (request.until)
        url += "&_until=" + percentEncoded(timeText(*request.until));
    return url;
}

} // namespace countersign::server
