#include "StoreFixture.h"

#include "server/store/Sqlite.h"

#include <bit>
#include <stdexcept>

namespace countersign::test {

using namespace server;

PrivateFolder::PrivateFolder()
{
    auto text = (std::filesystem::temp_directory_path() / "countersign-store-XXXXXX").string();
    if (!mkdtemp(text.data()))
        throw std::runtime_error("no temporary folder");
    m_path = text;
}

PrivateFolder::~PrivateFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

wire::AuditEntry entryFor(const std::string& object)
{
    wire::AuditEntry entry;
    entry.action = "people.invite";
    entry.object = object;
    entry.outcome = "done";
    return entry;
}

Result<std::uint64_t> put(Transaction& transaction, const std::string& key, const std::string& json)
{
    const auto index = transaction.audit(entryFor(key));
    if (!index)
        return index;
    const auto entry = static_cast<long long>(*index);
    transaction.sql() << "INSERT INTO founding (digest, kind, person, json, entry) VALUES (:key, 'test', "
                         "'olga', :json, :entry)",
        soci::use(key), soci::use(json), soci::use(entry);
    return index;
}

ReferenceTree::ReferenceTree(std::vector<Digest> leaves) : m_leaves(std::move(leaves))
{
    m_complete.push_back(m_leaves);
    while (m_complete.back().size() > 1) {
        const auto& below = m_complete.back();
        std::vector<Digest> level;
        for (std::size_t i = 0; i + 1 < below.size(); i += 2)
            level.push_back(crypto::nodeHash(below[i], below[i + 1]));
        m_complete.push_back(std::move(level));
    }
}

Digest ReferenceTree::hashOf(std::uint64_t begin, std::uint64_t end) const
{
    const auto count = end - begin;
    if (count == 0)
        return crypto::emptyRoot();
    if (count == 1)
        return m_leaves[begin];
    const auto split = std::bit_floor(count - 1); // the largest power of two below `count`
    return crypto::nodeHash(hashOf(begin, begin + split), hashOf(begin + split, end));
}

Bytes ReferenceTree::tile(const crypto::TileId& tile) const
{
    Bytes bytes;
    const auto& level = m_complete.at(static_cast<std::size_t>(tile.level) * 8);
    for (unsigned i = 0; i < tile.width; ++i) {
        const auto hash = level.at(tile.index * 256 + i).bytes();
        bytes.insert(bytes.end(), hash.begin(), hash.end());
    }
    return bytes;
}

StoreFixture::StoreFixture()
    : trustSigner(std::make_shared<crypto::NoteSigner>("test.example/trust", crypto::Ed25519Key::generate())),
      auditSigner(std::make_shared<crypto::NoteSigner>("test.example/audit", crypto::Ed25519Key::generate()))
{
}

StoreOptions StoreFixture::options() const
{
    return {folder.path(), &clock, trustSigner, auditSigner, 2};
}

Result<void> StoreFixture::tryOpen()
{
    auto opened = Store::open(options());
    if (!opened)
        return tl::unexpected(opened.error());
    store = std::move(*opened);
    return {};
}

void StoreFixture::open()
{
    const auto done = tryOpen();
    ASSERT_TRUE(done) << done.error().detail;
}

Result<void> StoreFixture::write(const std::string& key)
{
    return store->write(
        [&](Transaction& transaction) { return put(transaction, key).map([](std::uint64_t) {}); });
}

std::vector<std::string> StoreFixture::keys() const
{
    std::vector<std::string> found;
    const auto done = store->read([&](soci::session& sql) -> Result<void> {
        std::string key;
        soci::statement select =
            (sql.prepare << "SELECT digest FROM founding ORDER BY digest", soci::into(key));
        select.execute();
        while (select.fetch())
            found.push_back(key);
        return {};
    });
    EXPECT_TRUE(done);
    return found;
}

std::uint64_t StoreFixture::auditSize() const
{
    const auto size = readFor<std::uint64_t>(*store, [](soci::session& sql) {
        return recordedHead(sql, LogName::Audit).map([](const LogHead& head) { return head.size; });
    });
    EXPECT_TRUE(size);
    return size.value_or(0);
}

std::vector<std::string> StoreFixture::auditLines() const
{
    std::vector<std::uint64_t> indexes(auditSize());
    for (std::size_t i = 0; i < indexes.size(); ++i)
        indexes[i] = i;
    const auto placed = store->auditEntries(indexes);
    EXPECT_TRUE(placed);
    std::vector<std::string> lines;
    if (placed)
        for (const auto& one : *placed)
            lines.push_back(one.line);
    return lines;
}

std::vector<wire::AuditEntry> StoreFixture::audit() const
{
    std::vector<wire::AuditEntry> entries;
    for (const auto& line : auditLines()) {
        const auto entry = wire::decode<wire::AuditEntry>(line);
        EXPECT_TRUE(entry);
        entries.push_back(entry.value_or(wire::AuditEntry{}));
    }
    return entries;
}

void StoreFixture::tamper(const std::vector<std::string>& statements)
{
    ASSERT_FALSE(store);
    soci::session sql;
    sqlite::connect(sql, folder.database(), sqlite::Use::Writer);
    for (const auto& statement : statements)
        sql << statement;
}

crypto::Checkpoint StoreFixture::opened(const std::string& note, const crypto::NoteSigner& signer)
{
    const auto checkpoint = crypto::openCheckpoint(note, signer.verifier());
    EXPECT_TRUE(checkpoint) << note;
    return checkpoint.value_or(crypto::Checkpoint{});
}

} // namespace countersign::test
