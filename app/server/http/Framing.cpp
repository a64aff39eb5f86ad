#include "server/http/Framing.h"

#include <algorithm>

namespace countersign::http {

int framingFault(const beast::http::request_header<>& head)
{
    using beast::http::field;
    if (head.version() != 11)
        return 505;
    if (head.count(field::host) != 1)
        return 400;
    if (head.count(field::transfer_encoding) > 0) {
        if (head.count(field::transfer_encoding) > 1 || head.count(field::content_length) > 0)
            return 400;
        if (!beast::iequals(head[field::transfer_encoding], "chunked"))
            return 501;
    }
    if (head.count(field::content_length) > 0) {
        const auto value = head[field::content_length];
        const bool digits =
            std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (head.count(field::content_length) > 1 || !digits)
            return 400;
    }
    if (head.count(field::expect) > 0 && !beast::iequals(head[field::expect], "100-continue"))
        return 417;
    return 0;
}

int statusOf(const error_code& error)
{
    if (error == beast::http::error::body_limit)
        return 413;
    if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow)
        return 431;
    if (error == beast::error::timeout)
        return 408;
    if (error == beast::http::error::end_of_stream || error == beast::http::error::partial_message)
        return 0;
    static const auto& httpCategory = beast::http::make_error_code(beast::http::error::bad_method).category();
    return error.category() == httpCategory ? 400 : 0;
}

} // namespace countersign::http
