#include "server/http/Head.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace countersign::http {

namespace {

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    case 507:
        return "Insufficient Storage";
    default:
        return {}; // RFC 9112, 4: the phrase may be absent
    }
}

// IMF-fixdate (RFC 9110, 5.6.7), whatever the locale.
std::string dateText(std::time_t time)
{
    std::tm t{};
    gmtime_r(&time, &t);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  days.at(static_cast<std::size_t>(t.tm_wday)).data(), t.tm_mday,
                  months.at(static_cast<std::size_t>(t.tm_mon)).data(), t.tm_year + 1900, t.tm_hour, t.tm_min,
                  t.tm_sec);
    return text.data();
}

std::time_t nowBy(const Clock* clock)
{
    const auto now = clock ? clock->now() : SystemClock().now();
    return std::chrono::system_clock::to_time_t(now);
}

bool isToken(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return c > ' ' && c < 0x7f &&
               std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
    });
}

bool isFieldValue(std::string_view value)
{
    return std::ranges::none_of(value, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

void addField(std::string& head, std::string_view name, std::string_view value)
{
    if (isToken(name) && isFieldValue(value))
        head.append(name).append(": ").append(value).append("\r\n");
}

bool isListenersOwn(std::string_view name)
{
    Fields probe;
    probe.add(std::string(name), {});
    return probe.count("Content-Length") + probe.count("Transfer-Encoding") + probe.count("Connection") +
               probe.count("Date") + probe.count("Strict-Transport-Security") >
           0;
}

} // namespace

std::string responseHead(const Response& response, const ListenerOptions& listener,
                         const HeadOptions& options)
{
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
    head.append(reasonOf(response.status)).append("\r\n");
    addField(head, "Date", dateText(nowBy(listener.clock)));
    if (listener.strictTransport)
        addField(head, "Strict-Transport-Security", "max-age=31536000");
    for (const auto& [name, value] : listener.standardFields) {
        if (response.fields.count(name) == 0)
            addField(head, name, value);
    }
    for (const auto& [name, value] : response.fields.all()) {
        if (!isListenersOwn(name))
            addField(head, name, value);
    }
    if (options.framing == Framing::Length)
        addField(head, "Content-Length", std::to_string(options.length));
    else if (options.framing == Framing::Chunked)
        addField(head, "Transfer-Encoding", "chunked");
    if (!options.keepAlive)
        addField(head, "Connection", "close");
    return head += "\r\n";
}

Response plainAnswer(int status)
{
    Response response;
    response.status = status;
    response.fields.add("Content-Type", "text/plain");
    response.body = std::to_string(status) + " " + std::string(reasonOf(status)) + "\n";
    return response;
}

std::string chunkLine(std::size_t length)
{
    std::array<char, 20> text{};
    std::snprintf(text.data(), text.size(), "%zx\r\n", length);
    return text.data();
}

} // namespace countersign::http
