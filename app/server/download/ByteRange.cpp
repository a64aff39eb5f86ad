#include "server/download/ByteRange.h"

#include <algorithm>
#include <charconv>

namespace countersign::server {

Result<std::optional<std::uint64_t>> rangeFrom(const http::Fields& fields, std::string_view etag)
{
    using Offset = std::optional<std::uint64_t>;
    if (fields.count("Range") == 0)
        return Offset();
    constexpr std::string_view unit = "bytes=";
    auto text = fields.first("Range");
    if (fields.count("Range") > 1 || fields.count("If-Range") > 1 || !text.starts_with(unit) ||
        !text.ends_with('-'))
        return fail(ErrorCode::BadRequest, "a range of another form than bytes=N-");
    text.remove_prefix(unit.size());
    text.remove_suffix(1);
    std::uint64_t from = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, from);
    if (parsed.ec != std::errc() || parsed.ptr != end)
        return fail(ErrorCode::BadRequest, "a range of another form than bytes=N-");
    if (fields.count("If-Range") == 1 && fields.first("If-Range") != etag)
        return Offset();
    return Offset(from);
}

http::Response rangeHead(std::optional<std::uint64_t> from, std::uint64_t length, const std::string& etag)
{
    http::Response response;
    const auto total = std::to_string(length);
    response.fields.add("ETag", etag);
    response.fields.add("Accept-Ranges", "bytes");
    if (from && *from >= length) {
        response.status = 416;
        response.fields.add("Content-Range", "bytes */" + total);
        return response;
    }
    response.fields.add("Content-Type", "application/octet-stream");
    if (!from)
        return response;
    response.status = 206;
    response.fields.add("Content-Range",
                        "bytes " + std::to_string(*from) + '-' + std::to_string(length - 1) + '/' + total);
    return response;
}

} // namespace countersign::server
