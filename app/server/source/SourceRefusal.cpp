#include "server/source/SourceRefusal.h"

#include "base/Text.h"
#include "crypto/StrictJson.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include <curl/curl.h>
#include <nlohmann/json.hpp>

namespace countersign::server {

namespace {

using nlohmann::json;

constexpr unsigned deepest = 16;
constexpr std::chrono::seconds shortestPause{1};
constexpr std::chrono::seconds longestPause{600};
/// More seconds than anybody waits are the time itself: 2001-09-09.
constexpr std::int64_t firstEpoch = 1'000'000'000;

/// http://hl7.org/fhir/R4/valueset-issue-type.html, and what R5 adds.
constexpr std::array<std::string_view, 33> issueTypes = {
    "invalid",       "structure", "required",         "value",     "invariant",  "security",
    "login",         "unknown",   "expired",          "forbidden", "suppressed", "processing",
    "not-supported", "duplicate", "multiple-matches", "not-found", "deleted",    "too-long",
    "code-invalid",  "extension", "too-costly",       "conflict",  "transient",  "business-rule",
    "lock-error",    "no-store",  "exception",        "timeout",   "incomplete", "throttled",
    "informational", "success",   "limited-filter"};
constexpr std::array<std::string_view, 6> oauthErrors = {"invalid_request",        "invalid_client",
                                                         "invalid_grant",          "unauthorized_client",
                                                         "unsupported_grant_type", "invalid_scope"};

std::string listed(const std::string& code, std::span<const std::string_view> codes)
{
    return std::ranges::find(codes, code) != codes.end() ? code : "unknown";
}

json parsed(std::string_view body)
{
    auto answer = crypto::parseStrictJson(body, deepest);
    return answer && answer->is_object() ? std::move(*answer) : json::object();
}

std::string text(const json& holder, const char* name)
{
    const auto found = holder.is_object() ? holder.find(name) : holder.end();
    return found != holder.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json firstIssue(const json& answer)
{
    const auto issues = answer.find("issue");
    const bool outcome = text(answer, "resourceType") == "OperationOutcome" && issues != answer.end() &&
                         issues->is_array() && !issues->empty() && issues->front().is_object();
    return outcome ? issues->front() : json();
}

/// The bytes of the character that begins at the front of a text.
std::size_t characterLength(std::string_view rest)
{
    std::size_t length = 1;
    while (length < rest.size() && (static_cast<std::uint8_t>(rest[length]) & 0xc0) == 0x80)
        ++length;
    return length;
}

bool isBusy(const SourceReply& reply)
{
    if (reply.status == 429 || (reply.status >= 502 && reply.status <= 504))
        return true;
    return reply.status >= 500 && text(firstIssue(parsed(reply.body)), "code") == "transient";
}

ErrorCode codeOf(const SourceReply& reply)
{
    if (isBusy(reply))
        return ErrorCode::SourceBusy;
    if (reply.status >= 500)
        return ErrorCode::SourceFailed;
    if (reply.status == 410)
        return ErrorCode::SourceGone;
    if (reply.status / 100 == 3)
        return ErrorCode::SourceElsewhere;
    return reply.status / 100 == 2 ? ErrorCode::SourceData : ErrorCode::SourceRefused;
}

} // namespace

std::string plainExcerpt(std::string_view whole, std::size_t most)
{
    std::string out;
    if (!isUtf8(whole))
        return out;
    while (!whole.empty()) {
        const auto character = whole.substr(0, characterLength(whole));
        if (out.size() + character.size() > most)
            break;
        if (character != " " && isPlainText(character))
            out += character;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
        whole.remove_prefix(character.size());
    }
    return out;
}

std::string reasonCode(std::string_view body)
{
    const auto answer = parsed(body);
    if (const auto issue = firstIssue(answer); issue.is_object())
        return listed(text(issue, "code"), issueTypes);
    const auto error = text(answer, "error");
    return error.empty() ? error : listed(error, oauthErrors);
}

tl::unexpected<Error> refusalOf(const SourceReply& reply, std::string_view what, std::chrono::sys_seconds now)
{
    const auto reason = reasonCode(reply.body);
    Error error{codeOf(reply),
                std::string(what) + ": status " + std::to_string(reply.status) +
                    (reason.empty() ? "" : ", " + reason),
                {},
                {}};
    if (error.code == ErrorCode::SourceBusy)
        error.retryAfter = retryAfter(reply.fields.first("Retry-After"), now).value_or(error.retryAfter);
    return tl::unexpected(std::move(error));
}

tl::unexpected<Error> refusalOfKnown(const SourceReply& reply, std::string_view what,
                                     std::chrono::sys_seconds now)
{
    auto refusal = refusalOf(reply, what, now);
    if (reply.status == 404)
        refusal.value().code = ErrorCode::SourceGone;
    return refusal;
}

std::optional<std::chrono::seconds> retryAfter(std::string_view field, std::chrono::sys_seconds now)
{
    const bool digits =
        !field.empty() && std::ranges::all_of(field, [](char c) { return c >= '0' && c <= '9'; });
    std::int64_t number = longestPause.count(); // stays for one that no int64 holds
    if (digits)
        std::from_chars(field.data(), field.data() + field.size(), number);
    else
        number = curl_getdate(std::string(field).c_str(), nullptr);
    if (number < 0)
        return {};
    const bool isTime = !digits || number >= firstEpoch;
    const auto pause =
        isTime ? std::chrono::sys_seconds(std::chrono::seconds(number)) - now : std::chrono::seconds(number);
    return std::clamp(pause, shortestPause, longestPause);
}

} // namespace countersign::server
