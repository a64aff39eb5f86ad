#pragma once

#include "server/store/LogTable.h"
#include "server/store/Store.h"
#include "support/ManualClock.h"

#include <gtest/gtest.h>

namespace countersign::test {

/// A folder of mode 0700 that lasts as long as the test.
class PrivateFolder
{
public:
    PrivateFolder();
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] std::filesystem::path database() const { return m_path / "countersign.db"; }

private:
    std::filesystem::path m_path;
};

/// An entry and a row of `founding` under it; both or neither.
[[nodiscard]] Result<std::uint64_t> put(server::Transaction& transaction, const std::string& key,
                                        const std::string& json = "{}");
[[nodiscard]] wire::AuditEntry entryFor(const std::string& object);

/// The head and the nodes of a tree by the definition of RFC 6962 §2.1, as slow as it reads.
class ReferenceTree
{
public:
    explicit ReferenceTree(std::vector<Digest> leaves);
    [[nodiscard]] Digest root(std::uint64_t size) const { return hashOf(0, size); }
    [[nodiscard]] Bytes tile(const crypto::TileId& tile) const;

private:
    [[nodiscard]] Digest hashOf(std::uint64_t begin, std::uint64_t end) const;

    std::vector<Digest> m_leaves;
    std::vector<std::vector<Digest>> m_complete; ///< by level: roots of complete subtrees
};

/// A store on a folder of its own, closed and opened again as the test likes.
class StoreFixture : public testing::Test
{
protected:
    StoreFixture();

    [[nodiscard]] server::StoreOptions options() const;
    [[nodiscard]] Result<void> tryOpen();
    void open();
    void close() { store.reset(); }
    /// `put` in a change of its own.
    [[nodiscard]] Result<void> write(const std::string& key);
    [[nodiscard]] std::vector<std::string> keys() const;
    [[nodiscard]] std::uint64_t auditSize() const;
    [[nodiscard]] std::vector<std::string> auditLines() const;
    [[nodiscard]] std::vector<wire::AuditEntry> audit() const;
    /// SQL on the closed database, as somebody with a shell on the host would run it.
    void tamper(const std::vector<std::string>& statements);
    [[nodiscard]] static crypto::Checkpoint opened(const std::string& note, const crypto::NoteSigner& signer);

    PrivateFolder folder;
    ManualClock clock;
    std::shared_ptr<crypto::NoteSigner> trustSigner, auditSigner;
    std::unique_ptr<server::Store> store;
};

} // namespace countersign::test
