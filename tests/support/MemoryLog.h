#pragma once

#include "crypto/Checkpoint.h"
#include "crypto/Tile.h"
#include "wire/Statement.h"

/// A Merkle log in memory, served as C2SP tiles. It keeps every size it ever had, and does what it is told:
/// tests make it lie by giving out the tiles of one log under the checkpoints of another.
namespace countersign::test {

class MemoryLog
{
public:
    explicit MemoryLog(std::string origin);
    MemoryLog(std::string origin, crypto::Ed25519Key key);

    void append(std::string line);
    /// The same entries, signed by another key: under the same name, or another.
    [[nodiscard]] MemoryLog successor(std::string origin) const;
    /// The first entries alone, under another name.
    [[nodiscard]] MemoryLog restored(std::uint64_t size, std::string origin) const;
    [[nodiscard]] const std::string& origin() const { return m_origin; }
    [[nodiscard]] std::uint64_t size() const { return m_lines.size(); }
    [[nodiscard]] const std::vector<std::string>& lines() const { return m_lines; }
    [[nodiscard]] const crypto::NoteVerifier& verifier() const { return m_signer.verifier(); }

    [[nodiscard]] wire::SeenTree head() const { return head(size()); }
    [[nodiscard]] wire::SeenTree head(std::uint64_t size) const;
    /// The signed checkpoint of a size.
    [[nodiscard]] std::string note() const { return note(size()); }
    [[nodiscard]] std::string note(std::uint64_t size) const;
    /// Signed, whatever it claims.
    [[nodiscard]] std::string note(const wire::SeenTree& claimed) const;

    /// The tiles as they are now; valid as long as the log.
    [[nodiscard]] crypto::TileReader tiles() const;

private:
    [[nodiscard]] Digest node(unsigned level, std::uint64_t index) const;
    [[nodiscard]] Result<Bytes> tile(const crypto::TileId& id) const;

    std::string m_origin;
    crypto::NoteSigner m_signer;
    std::vector<std::string> m_lines;
    std::vector<Digest> m_leaves;
};

} // namespace countersign::test
