#pragma once

#include "base/Ids.h"
#include "base/Secret.h"
#include "base/Time.h"
#include "crypto/Jws.h"
#include "wire/Vocabulary.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

/// One description of each message serves both directions. For a struct `T`, a free function found by ADL
///
///     template <typename V> void fields(V& v, T& m) { v("name", m.name); v("since", m.since); }
///
/// names every member. `encode` writes them in that order; `decode` refuses duplicate and unknown names,
/// absent members (an `std::optional` may be absent, and is left out when empty), and values of another type.
namespace countersign::wire {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

namespace detail {

struct Writer;
struct Reader;

template <typename T>
concept Enumerated = std::is_enum_v<T>;
template <typename T>
concept Described = requires(T& t, Writer& w)
{
    fields(w, t);
};

// Values with a text form of their own.
[[nodiscard]] OrderedJson toJson(const std::string& v);
[[nodiscard]] OrderedJson toJson(bool v);
[[nodiscard]] OrderedJson toJson(std::int64_t v);
[[nodiscard]] OrderedJson toJson(std::uint64_t v);
[[nodiscard]] OrderedJson toJson(int v);
[[nodiscard]] OrderedJson toJson(const Digest& v);
[[nodiscard]] OrderedJson toJson(const KeyThumbprint& v);
[[nodiscard]] OrderedJson toJson(const Time& v);
[[nodiscard]] OrderedJson toJson(const crypto::PublicKey& v);
[[nodiscard]] OrderedJson toJson(const crypto::Jws& v);
/// The one place where a secret becomes text: for a body that leaves through TLS.
[[nodiscard]] OrderedJson toJson(const Secret& v);

[[nodiscard]] Result<void> fromJson(const Json& j, std::string& v);
[[nodiscard]] Result<void> fromJson(const Json& j, bool& v);
[[nodiscard]] Result<void> fromJson(const Json& j, std::int64_t& v);
[[nodiscard]] Result<void> fromJson(const Json& j, std::uint64_t& v);
[[nodiscard]] Result<void> fromJson(const Json& j, int& v);
[[nodiscard]] Result<void> fromJson(const Json& j, Digest& v);
[[nodiscard]] Result<void> fromJson(const Json& j, KeyThumbprint& v);
[[nodiscard]] Result<void> fromJson(const Json& j, Time& v);
[[nodiscard]] Result<void> fromJson(const Json& j, crypto::PublicKey& v);
[[nodiscard]] Result<void> fromJson(const Json& j, crypto::Jws& v);
[[nodiscard]] Result<void> fromJson(const Json& j, Secret& v);
[[nodiscard]] Result<std::string> idText(const Json& j);

template <typename K>
OrderedJson toJson(const Id<K>& v)
{
    return v.text();
}
template <typename K>
Result<void> fromJson(const Json& j, Id<K>& v)
{
    return idText(j).map([&](std::string text) { v = Id<K>(std::move(text)); });
}

template <Enumerated E>
OrderedJson toJson(E v)
{
    return std::string(enumText(v));
}
template <Enumerated E>
Result<void> fromJson(const Json& j, E& v)
{
    if (j.is_string())
        if (const auto value = enumFromText<E>(j.get_ref<const std::string&>())) {
            v = *value;
            return {};
        }
    return fail(ErrorCode::BadRequest, "a word outside its vocabulary");
}

[[nodiscard]] OrderedJson toJson(const std::map<std::string, std::string>& v);
[[nodiscard]] Result<void> fromJson(const Json& j, std::map<std::string, std::string>& v);

// Declared ahead, for nesting.
template <Described T>
OrderedJson toJson(const T& v);
template <Described T>
Result<void> fromJson(const Json& j, T& v);
template <typename T>
OrderedJson toJson(const std::vector<T>& v);
template <typename T>
Result<void> fromJson(const Json& j, std::vector<T>& v);

struct Writer
{
    OrderedJson out = OrderedJson::object();

    template <typename T>
    void operator()(const char* name, const T& value)
    {
        out[name] = toJson(value);
    }
    template <typename T>
    void operator()(const char* name, const std::optional<T>& value)
    {
        if (value)
            out[name] = toJson(*value);
    }
};

struct Reader
{
    const Json& in;
    std::set<std::string, std::less<>> known = {};
    std::optional<Error> error = {};

    template <typename T>
    void operator()(const char* name, T& value)
    {
        known.insert(name);
        if (error)
            return;
        const auto found = in.find(name);
        if (found == in.end())
            error = Error{ErrorCode::BadRequest, std::string("missing: ") + name};
        else
            take(name, *found, value);
    }
    template <typename T>
    void operator()(const char* name, std::optional<T>& value)
    {
        known.insert(name);
        const auto found = in.find(name);
        if (error || found == in.end())
            return;
        value.emplace();
        take(name, *found, *value);
    }
    [[nodiscard]] Result<void> finish() const;

private:
    template <typename T>
    void take(const char* name, const Json& j, T& value)
    {
        if (auto done = fromJson(j, value); !done) {
            error = std::move(done.error());
            error->detail = std::string(name) + ": " + error->detail;
        }
    }
};

template <Described T>
OrderedJson toJson(const T& v)
{
    Writer writer;
    fields(writer, const_cast<T&>(v)); // NOLINT: the writer only reads; one `fields` serves both directions
    return std::move(writer.out);
}
template <Described T>
Result<void> fromJson(const Json& j, T& v)
{
    if (!j.is_object())
        return fail(ErrorCode::BadRequest, "not an object");
    Reader reader{j};
    fields(reader, v);
    return reader.finish();
}

template <typename T>
OrderedJson toJson(const std::vector<T>& v)
{
    auto out = OrderedJson::array();
    for (const auto& item : v)
        out.push_back(toJson(item));
    return out;
}
template <typename T>
Result<void> fromJson(const Json& j, std::vector<T>& v)
{
    if (!j.is_array())
        return fail(ErrorCode::BadRequest, "not a list");
    v.clear();
    v.reserve(j.size());
    for (const auto& item : j) {
        T value{};
        if (auto done = fromJson(item, value); !done)
            return done;
        v.push_back(std::move(value));
    }
    return {};
}

[[nodiscard]] Result<Json> parse(std::string_view text, unsigned depth);
[[nodiscard]] std::string dump(const OrderedJson& json);

} // namespace detail

/// One line of JSON.
template <typename T>
[[nodiscard]] std::string encode(const T& message)
{
    return detail::dump(detail::toJson(message));
}

/// Strict; see above. `MalformedJson`, `UnknownField` or `BadRequest`, the detail naming the member.
template <typename T>
[[nodiscard]] Result<T> decode(std::string_view text, unsigned depth = 16)
{
    auto json = detail::parse(text, depth);
    if (!json)
        return tl::unexpected(json.error());
    T message{};
    if (auto done = detail::fromJson(*json, message); !done)
        return tl::unexpected(done.error());
    return message;
}

} // namespace countersign::wire
