#include "client/OwnHeads.h"

#include "wire/Codec.h"

#include <algorithm>

namespace countersign::client {

namespace {

constexpr std::size_t asTheyWere = 32;

bool bySize(const wire::SeenTree& a, const wire::SeenTree& b)
{
    return a.size < b.size;
}

} // namespace

OwnHeads OwnHeads::fromBytes(ByteView bytes)
{
    auto heads = wire::decode<OwnHeads>(textOf(bytes));
    if (!heads || !std::is_sorted(heads->m_heads.begin(), heads->m_heads.end(), bySize))
        return {};
    return std::move(*heads);
}

QByteArray OwnHeads::bytes() const
{
    return QByteArray::fromStdString(wire::encode(*this));
}

OwnHeads OwnHeads::upTo(std::uint64_t size) const
{
    OwnHeads kept;
    for (const auto& head : m_heads)
        if (head.size <= size)
            kept.m_heads.push_back(head);
    return kept;
}

void OwnHeads::add(const wire::SeenTree& head)
{
    if (!m_heads.empty() && head.size <= m_heads.back().size)
        return;
    m_heads.push_back(head);
    if (m_heads.size() <= most)
        return;
    // Of the older ones that goes whose gap is the least for how long ago it was; never the first.
    auto least = m_heads.begin() + 1;
    double leastGap = 0;
    for (auto one = least; one != m_heads.end() - asTheyWere; ++one) {
        const auto gap = static_cast<double>((one + 1)->size - (one - 1)->size) /
                         static_cast<double>(head.size - one->size);
        if (one == least || gap < leastGap) {
            least = one;
            leastGap = gap;
        }
    }
    m_heads.erase(least);
}

} // namespace countersign::client
