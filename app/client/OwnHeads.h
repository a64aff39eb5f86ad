#pragma once

#include "base/Bytes.h"
#include "wire/Statement.h"

#include <vector>

#include <QByteArray>

namespace countersign::client {

/// Heads of one log that this console verified, as they lie on the disk: the last ones as they were, older
/// ones ever sparser. What a log keeps in a recovery must hold those of them that are no larger, also where
/// the tiles to compare it by are gone.
class OwnHeads
{
public:
    static constexpr std::size_t most = 64;

    /// None where it is not what `bytes` writes: what is lost is a means to check, nothing that was believed.
    [[nodiscard]] static OwnHeads fromBytes(ByteView bytes);
    [[nodiscard]] QByteArray bytes() const;

    /// By size, the smallest first.
    [[nodiscard]] const std::vector<wire::SeenTree>& all() const { return m_heads; }
    /// Those of at most this size.
    [[nodiscard]] OwnHeads upTo(std::uint64_t size) const;
    /// Of a tree that holds them all. One of a size that is there already changes nothing.
    void add(const wire::SeenTree& head);

    template <typename V>
    friend void fields(V& v, OwnHeads& m)
    {
        v("heads", m.m_heads);
    }

private:
    std::vector<wire::SeenTree> m_heads;
};

} // namespace countersign::client
