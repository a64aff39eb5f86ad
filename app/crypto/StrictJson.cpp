#include "crypto/StrictJson.h"

#include "base/Text.h"

#include <set>
#include <vector>

namespace countersign::crypto {

namespace {

using nlohmann::json;

// Builds the value as nlohmann's own DOM parser does, but watches names and depth.
class StrictBuilder final : public nlohmann::json_sax<json>
{
public:
    StrictBuilder(json& root, unsigned maxDepth) : m_root(root), m_maxDepth(maxDepth) {}

    [[nodiscard]] const std::string& fault() const { return m_fault; }

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t&) override { return refuse("binary value"); }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override
    {
        if (!m_levels.back().names.insert(name).second)
            return refuse("duplicate name");
        m_levels.back().name = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        return refuse("not JSON at byte " + std::to_string(position));
    }

private:
    struct Level
    {
        json* value;
        std::string name = {};
        std::set<std::string> names = {};
    };

    bool refuse(std::string why)
    {
        if (m_fault.empty())
            m_fault = std::move(why);
        return false;
    }

    json* place(json value)
    {
        if (m_levels.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        auto& level = m_levels.back();
        if (level.value->is_array()) {
            level.value->push_back(std::move(value));
            return &level.value->back();
        }
        return &((*level.value)[level.name] = std::move(value));
    }

    bool put(json value)
    {
        place(std::move(value));
        return true;
    }

    bool open(json value)
    {
        if (m_levels.size() >= m_maxDepth)
            return refuse("nested too deeply");
        m_levels.push_back({place(std::move(value))});
        return true;
    }

    bool close()
    {
        m_levels.pop_back();
        return true;
    }

    json& m_root;
    unsigned m_maxDepth;
    std::vector<Level> m_levels;
    std::string m_fault;
};

} // namespace

Result<nlohmann::json> parseStrictJson(std::string_view text, unsigned maxDepth)
{
    // RFC 8259 §8.1: no byte order mark.
    if (!isUtf8(text) || text.starts_with("\xEF\xBB\xBF"))
        return fail(ErrorCode::MalformedJson, "not UTF-8");
    json root;
    StrictBuilder builder(root, maxDepth);
    if (!json::sax_parse(text.begin(), text.end(), &builder, json::input_format_t::json, true))
        return fail(ErrorCode::MalformedJson, builder.fault());
    return root;
}

} // namespace countersign::crypto
