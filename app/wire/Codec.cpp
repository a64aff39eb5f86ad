#include "wire/Codec.h"

#include "base/Text.h"
#include "crypto/StrictJson.h"

namespace countersign::wire::detail {

OrderedJson toJson(const std::string& v)
{
    return v;
}
OrderedJson toJson(bool v)
{
    return v;
}
OrderedJson toJson(std::int64_t v)
{
    return v;
}
OrderedJson toJson(std::uint64_t v)
{
    return v;
}
OrderedJson toJson(int v)
{
    return v;
}
OrderedJson toJson(const Digest& v)
{
    return v.text();
}
OrderedJson toJson(const KeyThumbprint& v)
{
    return v.text();
}
OrderedJson toJson(const Time& v)
{
    return timeText(v);
}
OrderedJson toJson(const crypto::PublicKey& v)
{
    return OrderedJson::parse(v.jwkText());
}
OrderedJson toJson(const crypto::Jws& v)
{
    return OrderedJson::parse(v.text());
}
OrderedJson toJson(const Secret& v)
{
    return std::string(v.revealText());
}

Result<void> fromJson(const Json& j, std::string& v)
{
    if (!j.is_string())
        return fail(ErrorCode::BadRequest, "not a text");
    v = j.get<std::string>();
    return {};
}

Result<void> fromJson(const Json& j, bool& v)
{
    if (!j.is_boolean())
        return fail(ErrorCode::BadRequest, "not true or false");
    v = j.get<bool>();
    return {};
}

Result<void> fromJson(const Json& j, std::int64_t& v)
{
    if (!j.is_number_integer() || (j.is_number_unsigned() && j.get<std::uint64_t>() > INT64_MAX))
        return fail(ErrorCode::BadRequest, "not a whole number");
    v = j.get<std::int64_t>();
    return {};
}

Result<void> fromJson(const Json& j, std::uint64_t& v)
{
    if (!j.is_number_unsigned())
        return fail(ErrorCode::BadRequest, "not a whole number from zero");
    v = j.get<std::uint64_t>();
    return {};
}

Result<void> fromJson(const Json& j, int& v)
{
    std::int64_t wide = 0;
    if (auto done = fromJson(j, wide); !done)
        return done;
    if (wide < INT32_MIN || wide > INT32_MAX)
        return fail(ErrorCode::BadRequest, "number out of range");
    v = static_cast<int>(wide);
    return {};
}

Result<void> fromJson(const Json& j, Digest& v)
{
    if (!j.is_string())
        return fail(ErrorCode::BadRequest, "not a digest");
    return Digest::fromText(j.get_ref<const std::string&>()).map([&](const Digest& d) { v = d; });
}

Result<void> fromJson(const Json& j, KeyThumbprint& v)
{
    Digest digest;
    return fromJson(j, digest).map([&] { v = KeyThumbprint(digest); });
}

Result<void> fromJson(const Json& j, Time& v)
{
    if (!j.is_string())
        return fail(ErrorCode::BadRequest, "not a time");
    return timeFromText(j.get_ref<const std::string&>()).map([&](const Time& t) { v = t; });
}

Result<void> fromJson(const Json& j, crypto::PublicKey& v)
{
    return crypto::PublicKey::fromJwk(j).map([&](const crypto::PublicKey& key) { v = key; });
}

Result<void> fromJson(const Json& j, crypto::Jws& v)
{
    return crypto::jwsFromJson(j, "countersign+json").map([&](crypto::Jws jws) { v = std::move(jws); });
}

Result<void> fromJson(const Json& j, Secret& v)
{
    if (!j.is_string())
        return fail(ErrorCode::BadRequest, "not a text");
    v = Secret(std::string_view(j.get_ref<const std::string&>()));
    return {};
}

OrderedJson toJson(const std::map<std::string, std::string>& v)
{
    auto out = OrderedJson::object();
    for (const auto& [name, value] : v)
        out[name] = value;
    return out;
}

Result<void> fromJson(const Json& j, std::map<std::string, std::string>& v)
{
    if (!j.is_object())
        return fail(ErrorCode::BadRequest, "not an object");
    v.clear();
    for (const auto& [name, value] : j.items()) {
        if (!value.is_string())
            return fail(ErrorCode::BadRequest, name + ": not a text");
        v.emplace(name, value.get<std::string>());
    }
    return {};
}

Result<std::string> idText(const Json& j)
{
    if (!j.is_string() || !isIdText(j.get_ref<const std::string&>()))
        return fail(ErrorCode::BadRequest, "not an identifier");
    return j.get<std::string>();
}

Result<void> Reader::finish() const
{
    if (error)
        return tl::unexpected(*error);
    for (const auto& [name, value] : in.items())
        if (!known.contains(name))
            return fail(ErrorCode::UnknownField, "unknown: " + name.substr(0, 40));
    return {};
}

Result<Json> parse(std::string_view text, unsigned depth)
{
    return crypto::parseStrictJson(text, depth);
}

std::string dump(const OrderedJson& json)
{
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

} // namespace countersign::wire::detail
