#pragma once

#include "wire/Statement.h"

#include <map>
#include <set>

/// Values as bytes, by the same `fields` as their JSON: no names, numbers in as few bytes as they need.
/// Private to `StoredState`.
namespace countersign::trust::packing {

template <typename T>
concept Described = wire::detail::Described<T>;
template <typename T>
concept Number = std::is_same_v<T, std::uint64_t> || std::is_same_v<T, std::uint32_t> ||
    std::is_same_v<T, int> || std::is_same_v<T, bool>;
template <typename T>
concept Enumerated = std::is_enum_v<T>;

class Packer
{
public:
    template <typename T>
    void operator()(const char*, const T& value)
    {
        put(value);
    }
    [[nodiscard]] Bytes take() { return std::move(m_out); }

    void put(const std::string& text) { putBytes(bytesOf(text)); }
    void put(const Digest& digest) { append(digest.bytes()); }
    void put(const KeyThumbprint& key) { put(key.digest()); }
    void put(const Time& time) { putNumber(static_cast<std::uint64_t>(time.time_since_epoch().count())); }
    void put(const crypto::PublicKey& key) { put(key.empty() ? std::string() : key.jwkText()); }
    void put(const crypto::Jws& jws);
    void put(const wire::Statement& statement);
    void put(const wire::SignedStatement& statement);
    template <Number T>
    void put(T number)
    {
        putNumber(static_cast<std::uint64_t>(number));
    }
    template <Enumerated E>
    void put(E value)
    {
        putNumber(static_cast<std::uint64_t>(value));
    }
    template <typename K>
    void put(const Id<K>& id)
    {
        put(id.text());
    }
    template <typename T>
    void put(const std::optional<T>& value)
    {
        put(value.has_value());
        if (value)
            put(*value);
    }
    template <typename A, typename B>
    void put(const std::pair<A, B>& both)
    {
        put(both.first);
        put(both.second);
    }
    template <typename T>
    void put(const std::vector<T>& all)
    {
        putAll(all);
    }
    template <typename T>
    void put(const std::set<T>& all)
    {
        putAll(all);
    }
    template <typename K, typename V>
    void put(const std::map<K, V>& all)
    {
        putAll(all);
    }
    template <Described T>
    void put(const T& value)
    {
        fields(*this, const_cast<T&>(value)); // NOLINT: this only reads; one `fields` serves both directions
    }

private:
    template <typename Range>
    void putAll(const Range& all)
    {
        putNumber(all.size());
        for (const auto& one : all)
            put(one);
    }
    void putNumber(std::uint64_t number);
    void putBytes(ByteView bytes);
    void append(ByteView bytes) { m_out.insert(m_out.end(), bytes.begin(), bytes.end()); }

    Bytes m_out;
};

/// Reads what `Packer` wrote. What does not fit leaves it broken, and the values unspecified.
class Unpacker
{
public:
    explicit Unpacker(ByteView bytes) : m_rest(bytes) {}

    template <typename T>
    void operator()(const char*, T& value)
    {
        get(value);
    }
    /// Whether all was read, and nothing is left.
    [[nodiscard]] bool whole() const { return !m_broken && m_rest.empty(); }

    void get(std::string& text) { text = textOf(getBytes()); }
    void get(Digest& digest);
    void get(KeyThumbprint& key);
    void get(Time& time);
    void get(crypto::PublicKey& key);
    void get(crypto::Jws& jws);
    void get(wire::Statement& statement);
    void get(wire::SignedStatement& statement);
    template <Number T>
    void get(T& number)
    {
        number = static_cast<T>(getNumber());
    }
    template <Enumerated E>
    void get(E& value)
    {
        const auto number = getNumber();
        value = static_cast<E>(number);
        if (number > 0xff || wire::enumFromText<E>(wire::enumText(value)) != value)
            m_broken = true;
    }
    template <typename K>
    void get(Id<K>& id)
    {
        std::string text;
        get(text);
        id = Id<K>(std::move(text));
    }
    template <typename T>
    void get(std::optional<T>& value)
    {
        bool there = false;
        get(there);
        if (!there)
            return value.reset();
        value.emplace();
        get(*value);
    }
    template <typename A, typename B>
    void get(std::pair<A, B>& both)
    {
        get(both.first);
        get(both.second);
    }
    template <typename T>
    void get(std::vector<T>& all)
    {
        all.clear();
        for (auto left = getNumber(); left > 0 && !m_broken; --left)
            get(all.emplace_back());
    }
    template <typename T>
    void get(std::set<T>& all)
    {
        getAll<T>(all);
    }
    template <typename K, typename V>
    void get(std::map<K, V>& all)
    {
        getAll<std::pair<K, V>>(all);
    }
    template <Described T>
    void get(T& value)
    {
        fields(*this, value);
    }

private:
    // They were written in order, so each goes to the end.
    template <typename One, typename Container>
    void getAll(Container& all)
    {
        all.clear();
        for (auto left = getNumber(); left > 0 && !m_broken; --left) {
            One one{};
            get(one);
            all.insert(all.end(), std::move(one));
        }
    }
    std::uint64_t getNumber();
    ByteView getBytes() { return next(getNumber()); }
    ByteView next(std::uint64_t count);

    ByteView m_rest;
    bool m_broken = false;
    std::map<std::string, crypto::PublicKey, std::less<>> m_keys; ///< each parsed once
};

} // namespace countersign::trust::packing
