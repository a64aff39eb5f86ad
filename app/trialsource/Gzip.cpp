#include "trialsource/Gzip.h"

#include <algorithm>
#include <array>

namespace countersign::trialsource {

namespace {

constexpr std::array<std::uint8_t, 10> head{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
constexpr std::size_t mostStored = 65535;
constexpr std::size_t pieceBytes = 256 * 1024;
constexpr std::uint64_t longestMatch = 258;

class Crc32
{
public:
    void add(std::uint8_t byte)
    {
        static const auto table = made();
        m_state = table.at((m_state ^ byte) & 0xff) ^ (m_state >> 8);
    }
    [[nodiscard]] std::uint32_t value() const { return ~m_state; }

private:
    static std::array<std::uint32_t, 256> made()
    {
        std::array<std::uint32_t, 256> table{};
        for (std::uint32_t i = 0; i < table.size(); ++i) {
            auto value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1) != 0 ? 0xedb88320U ^ (value >> 1) : value >> 1;
            table.at(i) = value;
        }
        return table;
    }
    std::uint32_t m_state = ~0U;
};

void addLittle(Bytes& out, std::uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

class Stored final : public http::BodySource
{
public:
    explicit Stored(Body body) : m_body(std::move(body)) {}
    Result<Bytes> next() override
    {
        if (m_ended)
            return Bytes();
        const auto piece = m_body->next();
        if (!piece)
            return piece;
        Bytes out;
        if (std::exchange(m_begun, true) == false)
            out.assign(head.begin(), head.end());
        m_ended = piece->empty();
        for (std::size_t at = 0; at < piece->size() || m_ended; at += mostStored) {
            const auto size = std::min(mostStored, piece->size() - at);
            out.push_back(m_ended ? 1 : 0);
            addLittle(out, size, 2);
            addLittle(out, ~size, 2);
            out.insert(out.end(), piece->begin() + static_cast<std::ptrdiff_t>(at),
                       piece->begin() + static_cast<std::ptrdiff_t>(at + size));
            if (m_ended)
                break;
        }
        for (const auto byte : *piece)
            m_crc.add(byte);
        m_size += piece->size();
        if (m_ended) {
            addLittle(out, m_crc.value(), 4);
            addLittle(out, m_size, 4);
        }
        return out;
    }

private:
    Body m_body;
    bool m_begun = false;
    bool m_ended = false;
    Crc32 m_crc;
    std::uint64_t m_size = 0;
};

class Bomb final : public http::BodySource
{
public:
    explicit Bomb(std::uint64_t blanks) : m_matches((blanks + longestMatch - 1) / longestMatch) {}
    Result<Bytes> next() override
    {
        Bytes out;
        if (std::exchange(m_begun, true) == false) {
            out.assign(head.begin(), head.end());
            addBits(out, 0b011, 3);      // the last block, fixed codes
            addCode(out, 0x30 + ' ', 8); // the one literal, which is no part of a match
            m_size = 1;
            m_crc.add(' ');
        }
        while (m_matches > 0 && out.size() < pieceBytes) {
            addCode(out, 0b11000101, 8); // 285: a length of 258
            addCode(out, 0, 5);          // distance 1
            m_size += longestMatch;
            for (std::uint64_t i = 0; i < longestMatch; ++i)
                m_crc.add(' ');
            --m_matches;
        }
        if (m_matches == 0 && std::exchange(m_ended, true) == false) {
            addCode(out, 0, 7);
            addBits(out, 0, (8 - m_bits) % 8);
            addLittle(out, m_crc.value(), 4);
            addLittle(out, m_size, 4);
        }
        return out;
    }

private:
    void addBits(Bytes& out, unsigned value, int count)
    {
        for (int i = 0; i < count; ++i) {
            m_byte |= ((value >> i) & 1U) << m_bits;
            if (++m_bits == 8) {
                out.push_back(static_cast<std::uint8_t>(m_byte));
                m_byte = 0;
                m_bits = 0;
            }
        }
    }
    /// Huffman codes go most significant bit first.
    void addCode(Bytes& out, unsigned code, int count)
    {
        for (int i = count - 1; i >= 0; --i)
            addBits(out, (code >> i) & 1U, 1);
    }

    std::uint64_t m_matches;
    bool m_begun = false;
    bool m_ended = false;
    unsigned m_byte = 0;
    int m_bits = 0;
    Crc32 m_crc;
    std::uint64_t m_size = 0;
};

} // namespace

Body gzipBody(Body body)
{
    return std::make_shared<Stored>(std::move(body));
}

Body gzipBomb(std::uint64_t blanks)
{
    return std::make_shared<Bomb>(blanks);
}

} // namespace countersign::trialsource
