#include "crypto/StrictJson.h"

#include <simdjson.h>

namespace countersign::crypto {

namespace {

using nlohmann::json;
namespace dom = simdjson::dom;

// nlohmann's values, for what simdjson has parsed: its own lexer takes each character several times, which
// made up a third of what a bundle of evidence costs.
class StrictBuilder
{
public:
    explicit StrictBuilder(unsigned maxDepth) : m_maxDepth(maxDepth) {}

    bool build(const dom::element& from, json& out, unsigned depth)
    {
        switch (from.type()) {
        case dom::element_type::OBJECT:
            return depth < m_maxDepth ? object(from, out, depth) : refuse("nested too deeply");
        case dom::element_type::ARRAY:
            return depth < m_maxDepth ? array(from, out, depth) : refuse("nested too deeply");
        case dom::element_type::STRING:
            out = std::string(std::string_view(from));
            return true;
        case dom::element_type::INT64:
            integer(std::int64_t(from), out);
            return true;
        case dom::element_type::UINT64:
            out = std::uint64_t(from);
            return true;
        case dom::element_type::DOUBLE:
            out = double(from);
            return true;
        case dom::element_type::BOOL:
            out = bool(from);
            return true;
        case dom::element_type::NULL_VALUE:
            out = nullptr;
            return true;
        }
        return refuse("not JSON");
    }
    [[nodiscard]] const char* fault() const { return m_fault; }

private:
    bool refuse(const char* why)
    {
        m_fault = why;
        return false;
    }
    static void integer(std::int64_t value, json& out)
    {
        if (value < 0)
            out = value;
        else // as nlohmann tells numbers apart
            out = static_cast<std::uint64_t>(value);
    }
    bool object(const dom::element& from, json& out, unsigned depth)
    {
        out = json::object();
        auto& members = out.get_ref<json::object_t&>();
        for (const auto member : dom::object(from)) {
            const auto [place, fresh] = members.emplace(std::string(member.key), nullptr);
            if (!fresh) // two readers could read two values
                return refuse("duplicate name");
            if (!build(member.value, place->second, depth + 1))
                return false;
        }
        return true;
    }
    bool array(const dom::element& from, json& out, unsigned depth)
    {
        out = json::array();
        auto& items = out.get_ref<json::array_t&>();
        for (const auto item : dom::array(from))
            if (!build(item, items.emplace_back(), depth + 1))
                return false;
        return true;
    }

    unsigned m_maxDepth;
    const char* m_fault = nullptr;
};

const char* faultOf(simdjson::error_code error)
{
    switch (error) {
    case simdjson::UTF8_ERROR:
        return "not UTF-8";
    case simdjson::DEPTH_ERROR:
        return "nested too deeply";
    case simdjson::NUMBER_ERROR:
        return "no number, or one beyond 64 bits";
    default:
        return "not JSON";
    }
}

} // namespace

Result<nlohmann::json> parseStrictJson(std::string_view text, unsigned maxDepth)
{
    // RFC 8259 §8.1: no byte order mark.
    if (text.starts_with("\xEF\xBB\xBF"))
        return fail(ErrorCode::MalformedJson, "not UTF-8");
    if (text.empty()) // may have no address, which simdjson would copy from
        return fail(ErrorCode::MalformedJson, "not JSON");
    // Not kept for the next text: what it holds may be secret.
    dom::parser parser;
    dom::element parsed;
    if (const auto error = parser.parse(text.data(), text.size()).get(parsed))
        return fail(ErrorCode::MalformedJson, faultOf(error));
    json root;
    StrictBuilder builder(maxDepth);
    if (!builder.build(parsed, root, 0))
        return fail(ErrorCode::MalformedJson, builder.fault());
    return root;
}

} // namespace countersign::crypto
