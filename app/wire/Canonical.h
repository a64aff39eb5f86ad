#pragma once

#include "wire/Codec.h"

/// Whether a text is the one that `encode` writes for a message, found without making that text: what is
/// written in one way only can't hide anything between its lines.
namespace countersign::wire {

namespace detail {

class Comparison
{
public:
    explicit Comparison(std::string_view text) : m_rest(text) {}

    [[nodiscard]] bool same() const { return m_same && m_rest.empty(); }

    /// Most of a message is text: compared where it stands, as RFC 8259 §7 has it in its shortest form.
    void value(const std::string& v)
    {
        piece("\"");
        std::size_t from = 0;
        for (std::size_t i = 0; i < v.size() && m_same; ++i)
            if (static_cast<unsigned char>(v[i]) < 0x20 || v[i] == '"' || v[i] == '\\') {
                piece(std::string_view(v).substr(from, i - from));
                escaped(v[i]);
                from = i + 1;
            }
        piece(std::string_view(v).substr(from));
        piece("\"");
    }
    template <typename T>
    void value(const T& v)
    {
        if (m_same)
            piece(dump(toJson(v)));
    }
    template <Described T>
    void value(const T& v)
    {
        piece("{");
        Members members{*this};
        fields(members, const_cast<T&>(v)); // NOLINT: as the codec's writer, it only reads
        piece("}");
    }
    template <typename T>
    void value(const std::vector<T>& v)
    {
        piece("[");
        for (std::size_t i = 0; i < v.size() && m_same; ++i) {
            if (i > 0)
                piece(",");
            value(v[i]);
        }
        piece("]");
    }

private:
    struct Members
    {
        Comparison& to;
        bool first = true;

        template <typename T>
        void operator()(const char* name, const T& v)
        {
            to.piece(std::string(first ? "\"" : ",\"") + name + "\":");
            first = false;
            to.value(v);
        }
        template <typename T>
        void operator()(const char* name, const std::optional<T>& v)
        {
            if (v)
                (*this)(name, *v);
        }
    };

    void escaped(char c)
    {
        if (c == '"' || c == '\\') { // lines of a log are full of them
            const char both[]{'\\', c};
            piece({both, 2});
        } else {
            const auto text = dump(toJson(std::string(1, c)));
            piece(std::string_view(text).substr(1, text.size() - 2));
        }
    }

    void piece(std::string_view expected)
    {
        m_same = m_same && m_rest.starts_with(expected);
        if (m_same)
            m_rest.remove_prefix(expected.size());
    }

    std::string_view m_rest;
    bool m_same = true;
};

} // namespace detail

template <typename T>
[[nodiscard]] bool isEncoded(std::string_view text, const T& message)
{
    detail::Comparison comparison(text);
    comparison.value(message);
    return comparison.same();
}

} // namespace countersign::wire
