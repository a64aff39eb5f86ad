#include "server/source/SourceExchange.h"

#include "server/source/TransferFault.h"

#include <charconv>
#include <cstring>

#include <curl/curl.h>

namespace countersign::server {

namespace {

constexpr std::size_t mostBody = 32 * 1024 * 1024;
constexpr std::size_t mostRefusal = 64 * 1024;
constexpr std::size_t mostFields = 64 * 1024;
constexpr long readBuffer = 512 * 1024;
constexpr std::size_t mostIdle = 8;

/// What the callbacks of one exchange share.
struct Course
{
    CURL* handle = nullptr;
    const SourceAsk& ask;
    const std::stop_token& stop;
    std::chrono::milliseconds patience; ///< with the text of a refusal
    SourceReply reply = {};
    std::size_t fieldBytes = 0;
    bool headWhole = false;
    std::uint64_t received = 0;
    bool heardEnough = false; ///< of a refusal, which may have no end
    std::optional<std::chrono::steady_clock::time_point> refusalEnds = {};
    std::optional<Error> error = {};

    [[nodiscard]] long status() const
    {
        long code = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }

    [[nodiscard]] Result<void> take(ByteView bytes)
    {
        received += bytes.size();
        const bool good = status() == 200;
        // Before the first byte goes on: what is encoded would be taken for broken data, or bomb whoever
        // unpacks it.
        if (auto plain = checkPlain(reply.fields); good && !plain)
            return plain;
        if (good && ask.sink)
            return (*ask.sink)(bytes);
        if (good && reply.body.size() + bytes.size() > mostBody)
            return fail(ErrorCode::SourceData, "an answer that is too large");
        if (good) {
            reply.body += textOf(bytes);
            return {};
        }
        reply.body += textOf(bytes.first(std::min(bytes.size(), mostRefusal - reply.body.size())));
        // A file has no deadline; what comes in its place has.
        const auto now = std::chrono::steady_clock::now();
        if (!refusalEnds)
            refusalEnds = now + patience;
        heardEnough = reply.body.size() == mostRefusal || now > *refusalEnds;
        return {};
    }
};

std::size_t onBody(char* data, std::size_t one, std::size_t size, void* context)
{
    auto& course = *static_cast<Course*>(context);
    auto taken = course.take({reinterpret_cast<const std::uint8_t*>(data), one * size});
    if (taken)
        return course.heardEnough ? 0 : one * size;
    course.error = std::move(taken.error());
    return 0;
}

std::size_t onField(char* data, std::size_t one, std::size_t size, void* context)
{
    auto& course = *static_cast<Course*>(context);
    std::string_view line(data, one * size);
    course.fieldBytes += line.size();
    if (course.fieldBytes > mostFields) {
        course.error = Error{ErrorCode::SourceData, "an answer whose head is too large"};
        return 0;
    }
    // A new head begins, e.g. after 100 Continue.
    if (line.starts_with("HTTP/")) {
        course.reply.fields = {};
        course.headWhole = false;
    }
    course.headWhole = course.headWhole || line == "\r\n" || line == "\n";
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && !line.starts_with("HTTP/")) {
        const auto value = line.substr(colon + 1);
        const auto begin = value.find_first_not_of(" \t");
        const auto end = value.find_last_not_of(" \t\r\n");
        if (begin != std::string_view::npos && end != std::string_view::npos && end >= begin)
            course.reply.fields.add(std::string(line.substr(0, colon)),
                                    std::string(value.substr(begin, end - begin + 1)));
    }
    return one * size;
}

int onProgress(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<const Course*>(context)->stop.stop_requested() ? 1 : 0;
}

/// Request fields; the token in them is wiped with the list.
class FieldList
{
public:
    explicit FieldList(const SourceAsk& ask)
    {
        for (const auto& [name, value] : ask.fields)
            add(name + ": " + value);
        // The bytes are checked and counted as they come; an encoding would be somebody else's count.
        add("Accept-Encoding: identity");
        if (ask.bearer) {
            std::string line("Authorization: Bearer ");
            line.reserve(line.size() + ask.bearer->size() + 1); // no copy is left behind by growing
            line += ask.bearer->revealText();
            add(line);
            wipe(line);
        }
    }
    ~FieldList()
    {
        for (auto* each = m_list; each; each = each->next)
            wipe({reinterpret_cast<std::uint8_t*>(each->data), std::strlen(each->data)});
        curl_slist_free_all(m_list);
    }
    FieldList(const FieldList&) = delete;
    FieldList& operator=(const FieldList&) = delete;

    [[nodiscard]] curl_slist* list() const { return m_list; }

private:
    void add(const std::string& line) { m_list = curl_slist_append(m_list, line.c_str()); }

    curl_slist* m_list = nullptr;
};

void secure(CURL* handle, const std::string& caFile)
{
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    // Forward secrecy and AEAD below TLS 1.3, which has nothing else.
    curl_easy_setopt(handle, CURLOPT_SSL_CIPHER_LIST, "ECDHE+AESGCM:ECDHE+CHACHA20");
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_CAINFO, caFile.c_str());
    // Otherwise the system's CAs would count besides the pinned one.
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
    // The environment must not send patients' data another way.
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_HTTP09_ALLOWED, 0L);
}

void limit(CURL* handle, const SourceAsk& ask, const SourceLimits& limits)
{
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(ask.deadline.count()));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stall.count()));
    curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, readBuffer);
}

void observe(CURL* handle, Course& course)
{
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &course);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, onField);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &course);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, onProgress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &course);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
}

/// libcurl checks the framing; this looks once more at what was declared, as the last word before "whole".
Result<void> checkWhole(const Course& course)
{
    if (auto plain = checkPlain(course.reply.fields); course.reply.status == 200 && !plain)
        return plain;
    const auto declared = course.reply.fields.first("Content-Length");
    if (declared.empty() || course.ask.method == "HEAD")
        return {};
    std::uint64_t length = 0;
    const auto end = declared.data() + declared.size();
    const auto [at, bad] = std::from_chars(declared.data(), end, length);
    if (bad != std::errc() || at != end || course.reply.fields.count("Content-Length") > 1)
        return fail(ErrorCode::SourceData, "a Content-Length that is none");
    if (length != course.received)
        return fail(ErrorCode::SourceCut, "the body is not as long as was declared");
    return {};
}

} // namespace

struct SourceExchange::Handle
{
    Handle() : curl(curl_easy_init()) {}
    ~Handle() { curl_easy_cleanup(curl); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    CURL* curl;
};

SourceExchange::SourceExchange(std::string caFile, SourceLimits limits)
    : m_caFile(std::move(caFile)), m_limits(limits)
{
    // Counted by libcurl, and safe from threads as Debian builds it.
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

SourceExchange::~SourceExchange()
{
    m_idle.clear();
    curl_global_cleanup();
}

std::unique_ptr<SourceExchange::Handle> SourceExchange::take()
{
    const std::scoped_lock lock(m_mutex);
    if (m_idle.empty())
        return std::make_unique<Handle>();
    auto handle = std::move(m_idle.back());
    m_idle.pop_back();
    return handle;
}

void SourceExchange::giveBack(std::unique_ptr<Handle> handle)
{
    curl_easy_reset(handle->curl); // keeps its connections
    const std::scoped_lock lock(m_mutex);
    if (m_idle.size() < mostIdle)
        m_idle.push_back(std::move(handle));
}

Result<SourceReply> SourceExchange::ask(const SourceAsk& ask, const std::stop_token& stop)
{
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled);
    auto own = take();
    auto* handle = own->curl;
    Course course{handle, ask, stop, m_limits.whole};
    const FieldList fields(ask);
    secure(handle, m_caFile);
    limit(handle, ask, m_limits);
    observe(handle, course);
    curl_easy_setopt(handle, CURLOPT_URL, ask.url.c_str());
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, ask.method.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields.list());
    // libcurl sends a request again, unasked, where a kept connection ends before the answer. The source may
    // have read the first: it would refuse an assertion that it has seen, and begin a second export.
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, ask.form || ask.headSuffices > 0 ? 1L : 0L);
    if (ask.form) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(ask.form->size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, ask.form->reveal().data());
    }
    const auto code = curl_easy_perform(handle);
    course.reply.status = course.status();
    const auto fault = transferFault(handle, code);
    giveBack(std::move(own));
    if (course.error)
        return tl::unexpected(*course.error);
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled);
    const bool headSuffices =
        ask.headSuffices > 0 && course.headWhole && course.reply.status == ask.headSuffices;
    if (headSuffices || course.heardEnough)
        return std::move(course.reply);
    if (code != CURLE_OK)
        return tl::unexpected(fault);
    if (auto whole = checkWhole(course); !whole)
        return tl::unexpected(whole.error());
    return std::move(course.reply);
}

} // namespace countersign::server
