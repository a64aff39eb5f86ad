#include "server/keys/Vault.h"

#include "base/Base64.h"
#include "crypto/Random.h"
#include "crypto/Sealing.h"
#include "server/store/DataFolder.h"
#include "server/store/Sqlite.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr std::size_t keySize = 32;
constexpr long long usesShown = 30;
constexpr std::string_view rootPlace = "countersign root key";

void createTables(soci::session& sql)
{
    soci::transaction transaction(sql);
    sql << "CREATE TABLE IF NOT EXISTS root_key (one BIGINT PRIMARY KEY CHECK (one = 1), sealed TEXT NOT "
           "NULL)";
    sql << "CREATE TABLE IF NOT EXISTS server_secrets (name TEXT PRIMARY KEY, sealed TEXT NOT NULL)";
    sql << "CREATE TABLE IF NOT EXISTS keks (id TEXT PRIMARY KEY, environment TEXT NOT NULL, tenant TEXT NOT "
           "NULL,"
           " sensitivity TEXT NOT NULL, state TEXT NOT NULL, created BIGINT NOT NULL, sealed TEXT NOT NULL,"
           " last_used BIGINT NOT NULL DEFAULT 0, last_use TEXT NOT NULL DEFAULT '')";
    sql << "CREATE TABLE IF NOT EXISTS file_keys (file TEXT PRIMARY KEY, kek TEXT NOT NULL REFERENCES "
           "keks(id),"
           " sealed TEXT NOT NULL)";
    sql << "CREATE TABLE IF NOT EXISTS uses (kek TEXT NOT NULL, day BIGINT NOT NULL, count BIGINT NOT NULL,"
           " PRIMARY KEY (kek, day))";
    transaction.commit();
}

long long dayOf(Time time)
{
    return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

std::string keyPlace(const std::string& id)
{
    return "kek:" + id;
}

// Both names, so that a wrapped key can't be moved to another file's row.
std::string filePlace(const std::string& kek, const FileId& file)
{
    return "file:" + kek + ":" + file.text();
}

Result<Secret> openText(const Secret& key, const std::string& sealed, const std::string& place)
{
    const auto bytes = fromBase64Url(sealed);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return crypto::open(key, *bytes, bytesOf(place));
}

std::string sealText(const Secret& key, const Secret& plain, const std::string& place)
{
    return base64Url(crypto::seal(key, plain.reveal(), bytesOf(place)));
}

std::string nameOf(const crypto::Ed25519PublicKey& half)
{
    return "log-key:" + base64Url(half.bytes());
}

std::string nameOf(const KeyThumbprint& statementKey)
{
    return "statement-key:" + statementKey.text();
}

bool destroys(const std::vector<KeyChange>& changes)
{
    return std::ranges::any_of(changes, [](const auto& one) { return one.kind == KeyChange::Kind::Destroy; });
}

Result<void> recorded(const std::vector<KeyChange>& changes, const KeyRecord& record)
{
    if (changes.empty())
        return {};
    return record ? record(changes) : fail(ErrorCode::Internal, "a change of keys that nobody records");
}

} // namespace

Result<std::unique_ptr<KeyVault>> KeyVault::open(Options options)
{
    if (options.passphrase.empty() || !options.clock)
        return fail(ErrorCode::Configuration, "the key vault needs a passphrase");
    auto vault = std::make_unique<Vault>(std::move(options));
    if (const auto loaded = vault->load(); !loaded)
        return tl::unexpected(loaded.error());
    return vault;
}

Vault::Vault(Options options)
    : m_options(std::move(options)), m_periodDays([days = m_options.periodDays] { return days; })
{
}

Result<void> Vault::load()
{
    return sqlite::guarded([&]() -> Result<void> {
        const auto file = m_options.folder / "keys.db";
        if (auto done = requirePrivateFile(file); !done)
            return done;
        sqlite::connect(m_sql, file, sqlite::Use::Writer);
        createTables(m_sql);
        if (const auto root = loadRoot(); !root)
            return root;
        const auto der = kept("statement-key", crypto::SigningKey::generate().toSecret());
        if (!der)
            return tl::unexpected(der.error());
        auto key = crypto::SigningKey::fromSecret(*der);
        if (!key)
            return tl::unexpected(key.error());
        m_serverKey = std::move(*key);
        return {};
    });
}

Result<void> Vault::loadRoot()
{
    std::string sealed;
    m_sql << "SELECT sealed FROM root_key WHERE one = 1", soci::into(sealed);
    if (m_sql.got_data()) {
        const auto bytes = fromBase64Url(sealed);
        if (!bytes)
            return tl::unexpected(bytes.error());
        auto root = crypto::openWithPassphrase(m_options.passphrase, *bytes, bytesOf(rootPlace));
        if (!root)
            return tl::unexpected(root.error());
        m_root = std::move(*root);
    } else {
        m_root = crypto::randomSecret(keySize);
        const auto bytes =
            crypto::sealWithPassphrase(m_options.passphrase, m_root.reveal(), bytesOf(rootPlace));
        if (!bytes)
            return tl::unexpected(bytes.error());
        sealed = base64Url(*bytes);
        m_sql << "INSERT INTO root_key (one, sealed) VALUES (1, :sealed)", soci::use(sealed);
    }
    m_options.passphrase = Secret();
    return {};
}

Result<Secret> Vault::kept(const std::string& name, const Secret& fresh)
{
    const std::string place = "server:" + name;
    std::string sealed;
    m_sql << "SELECT sealed FROM server_secrets WHERE name = :name", soci::use(name), soci::into(sealed);
    if (m_sql.got_data())
        return openText(m_root, sealed, place);
    sealed = sealText(m_root, fresh, place);
    m_sql << "INSERT INTO server_secrets (name, sealed) VALUES (:name, :sealed)", soci::use(name),
        soci::use(sealed);
    return fresh.clone();
}

Result<Secret> Vault::found(const std::string& name) const
{
    std::string sealed;
    m_sql << "SELECT sealed FROM server_secrets WHERE name = :name", soci::use(name), soci::into(sealed);
    if (!m_sql.got_data())
        return fail(ErrorCode::KeyMissing, "the vault holds no such key");
    return openText(m_root, sealed, "server:" + name);
}

Result<crypto::Ed25519Key> Vault::logKey(std::string_view log)
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<crypto::Ed25519Key> {
        const auto seed = kept("log-key:" + std::string(log), crypto::Ed25519Key::generate().seed());
        if (!seed)
            return tl::unexpected(seed.error());
        return crypto::Ed25519Key::fromSeed(*seed);
    });
}

Result<crypto::Ed25519PublicKey> Vault::newLogKey()
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<crypto::Ed25519PublicKey> {
        const auto key = crypto::Ed25519Key::generate();
        return kept(nameOf(key.publicKey()), key.seed()).map([&](const Secret&) { return key.publicKey(); });
    });
}

Result<crypto::Ed25519Key> Vault::logKeyOf(const crypto::Ed25519PublicKey& half)
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<crypto::Ed25519Key> {
        const auto seed = found(nameOf(half));
        if (!seed)
            return tl::unexpected(seed.error());
        return crypto::Ed25519Key::fromSeed(*seed);
    });
}

Result<crypto::PublicKey> Vault::newServerKey()
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<crypto::PublicKey> {
        const auto key = crypto::SigningKey::generate();
        return kept(nameOf(key.thumbprint()), key.toSecret()).map([&](const Secret&) {
            return key.publicKey();
        });
    });
}

Result<std::shared_ptr<const crypto::SigningKey>> Vault::serverKeyOf(const KeyThumbprint& thumbprint) const
{
    using Key = std::shared_ptr<const crypto::SigningKey>;
    if (m_serverKey.thumbprint() == thumbprint)
        return Key(Key(), &m_serverKey);
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<Key> {
        const auto der = found(nameOf(thumbprint));
        if (!der)
            return tl::unexpected(der.error());
        auto key = crypto::SigningKey::fromSecret(*der);
        if (!key)
            return tl::unexpected(key.error());
        return std::make_shared<const crypto::SigningKey>(std::move(*key));
    });
}

Result<Secret> Vault::serverSecret(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<Secret> {
        return kept("secret:" + std::string(name), crypto::randomSecret(keySize));
    });
}

// A key past its period opens what it wrapped, but wraps nothing more.
Result<std::string> Vault::activeKey(const KeySlot& slot, std::vector<KeyChange>& changes)
{
    const std::string sensitivity(wire::enumText(slot.sensitivity));
    std::string id;
    long long created = 0;
    m_sql << "SELECT id, created FROM keks WHERE environment = :e AND tenant = :t AND sensitivity = :s"
             " AND state = 'active'",
        soci::use(slot.environment), soci::use(slot.tenant), soci::use(sensitivity), soci::into(id),
        soci::into(created);
    if (m_sql.got_data()) {
        const auto end = Time(std::chrono::milliseconds(created)) + std::chrono::days(m_periodDays());
        if (m_options.clock->now() < end)
            return id;
        m_sql << "UPDATE keks SET state = 'retired' WHERE id = :id", soci::use(id);
        changes.push_back({KeyChange::Kind::Retire, KeyId(id), slot});
        destroyIfIdle(id, changes);
    }
    id = createKey(slot);
    changes.push_back({KeyChange::Kind::Create, KeyId(id), slot});
    return id;
}

std::string Vault::createKey(const KeySlot& slot)
{
    const auto id = crypto::randomIdText("kek_");
    const std::string sensitivity(wire::enumText(slot.sensitivity));
    const long long created = m_options.clock->now().time_since_epoch().count();
    const auto sealed = sealText(m_root, crypto::randomSecret(keySize), keyPlace(id));
    m_sql << "INSERT INTO keks (id, environment, tenant, sensitivity, state, created, sealed)"
             " VALUES (:id, :e, :t, :s, 'active', :created, :sealed)",
        soci::use(id), soci::use(slot.environment), soci::use(slot.tenant), soci::use(sensitivity),
        soci::use(created), soci::use(sealed);
    return id;
}

Result<Secret> Vault::openKey(const std::string& id)
{
    std::string sealed;
    m_sql << "SELECT sealed FROM keks WHERE id = :id AND state <> 'destroyed'", soci::use(id),
        soci::into(sealed);
    if (!m_sql.got_data())
        return fail(ErrorCode::KeyMissing, id);
    return openText(m_root, sealed, keyPlace(id));
}

void Vault::used(const std::string& id, const std::string& how)
{
    const long long now = m_options.clock->now().time_since_epoch().count();
    const long long day = dayOf(m_options.clock->now());
    m_sql << "INSERT INTO uses (kek, day, count) VALUES (:kek, :day, 1)"
             " ON CONFLICT (kek, day) DO UPDATE SET count = uses.count + 1",
        soci::use(id), soci::use(day);
    m_sql << "UPDATE keks SET last_used = :now, last_use = :how WHERE id = :id", soci::use(now),
        soci::use(how), soci::use(id);
}

Result<KeyVault::NewFileKey> Vault::newFileKey(const FileId& file, const KeySlot& slot,
                                               const KeyRecord& record)
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<NewFileKey> {
        soci::transaction transaction(m_sql);
        std::vector<KeyChange> changes;
        const auto id = activeKey(slot, changes);
        if (!id)
            return tl::unexpected(id.error());
        const auto wrapping = openKey(*id);
        if (!wrapping)
            return tl::unexpected(wrapping.error());
        auto key = crypto::randomSecret(keySize);
        const auto sealed = sealText(*wrapping, key, filePlace(*id, file));
        std::string before;
        m_sql << "SELECT kek FROM file_keys WHERE file = :file", soci::use(file.text()), soci::into(before);
        const bool replaces = m_sql.got_data();
        m_sql << "DELETE FROM file_keys WHERE file = :file", soci::use(file.text());
        m_sql << "INSERT INTO file_keys (file, kek, sealed) VALUES (:file, :kek, :sealed)",
            soci::use(file.text()), soci::use(*id), soci::use(sealed);
        used(*id, "wrap");
        if (replaces)
            destroyIfIdle(before, changes);
        if (auto done = recorded(changes, record); !done)
            return tl::unexpected(done.error());
        transaction.commit();
        if (replaces || destroys(changes))
            if (const auto cut = sqlite::truncateWal(m_sql); !cut)
                return tl::unexpected(cut.error());
        return NewFileKey{std::move(key), KeyId(*id)};
    });
}

Result<Secret> Vault::fileKey(const FileId& file)
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<Secret> {
        std::string id;
        std::string sealed;
        m_sql << "SELECT kek, sealed FROM file_keys WHERE file = :file", soci::use(file.text()),
            soci::into(id), soci::into(sealed);
        if (!m_sql.got_data())
            return fail(ErrorCode::KeyMissing, file.text());
        const auto wrapping = openKey(id);
        if (!wrapping)
            return tl::unexpected(wrapping.error());
        auto key = openText(*wrapping, sealed, filePlace(id, file));
        if (key) {
            soci::transaction transaction(m_sql);
            used(id, "unwrap");
            transaction.commit();
        }
        return key;
    });
}

// A retired key without files goes, too: nothing is left that it could open.
void Vault::destroyIfIdle(const std::string& id, std::vector<KeyChange>& changes)
{
    KeySlot slot;
    std::string sensitivity;
    m_sql << "SELECT environment, tenant, sensitivity FROM keks WHERE id = :id AND state = 'retired'"
             " AND NOT EXISTS (SELECT 1 FROM file_keys WHERE kek = keks.id)",
        soci::use(id), soci::into(slot.environment), soci::into(slot.tenant), soci::into(sensitivity);
    if (!m_sql.got_data())
        return;
    m_sql << "UPDATE keks SET state = 'destroyed', sealed = '' WHERE id = :id", soci::use(id);
    slot.sensitivity =
        wire::enumFromText<wire::Sensitivity>(sensitivity).value_or(wire::Sensitivity::Standard);
    changes.push_back({KeyChange::Kind::Destroy, KeyId(id), slot});
}

// Idempotent, so that a truncation that failed can be tried again.
Result<void> Vault::destroyFileKey(const FileId& file, const KeyRecord& record)
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<void> {
        soci::transaction transaction(m_sql);
        std::vector<KeyChange> changes;
        std::string id;
        m_sql << "SELECT kek FROM file_keys WHERE file = :file", soci::use(file.text()), soci::into(id);
        if (m_sql.got_data()) {
            m_sql << "DELETE FROM file_keys WHERE file = :file", soci::use(file.text());
            destroyIfIdle(id, changes);
        }
        if (auto done = recorded(changes, record); !done)
            return done;
        transaction.commit();
        return sqlite::truncateWal(m_sql);
    });
}

Bytes Vault::sealSmall(ByteView plaintext, std::string_view purpose)
{
    return crypto::seal(m_root, plaintext, bytesOf("small:" + std::string(purpose)));
}

Result<Secret> Vault::openSmall(ByteView sealed, std::string_view purpose)
{
    return crypto::open(m_root, sealed, bytesOf("small:" + std::string(purpose)));
}

std::vector<std::uint64_t> Vault::useOf(const std::string& id) const
{
    std::vector<std::uint64_t> use(usesShown, 0);
    const long long first = dayOf(m_options.clock->now()) - usesShown + 1;
    long long day = 0;
    long long count = 0;
    soci::statement query =
        (m_sql.prepare << "SELECT day, count FROM uses WHERE kek = :kek AND day >= :first", soci::use(id),
         soci::use(first), soci::into(day), soci::into(count));
    query.execute();
    while (query.fetch())
        if (day - first < usesShown)
            use[static_cast<std::size_t>(day - first)] = static_cast<std::uint64_t>(count);
    return use;
}

Result<std::vector<wire::KeyRow>> Vault::rows() const
{
    const std::lock_guard lock(m_mutex);
    return sqlite::guarded([&]() -> Result<std::vector<wire::KeyRow>> {
        std::vector<wire::KeyRow> rows;
        std::string id, environment, tenant, sensitivity, state, lastUse;
        long long created = 0, lastUsed = 0, files = 0;
        soci::statement query =
            (m_sql.prepare
                 << "SELECT id, environment, tenant, sensitivity, state, created, last_used, last_use,"
                    " (SELECT count(*) FROM file_keys WHERE kek = keks.id) FROM keks"
                    " ORDER BY created DESC, id",
             soci::into(id), soci::into(environment), soci::into(tenant), soci::into(sensitivity),
             soci::into(state), soci::into(created), soci::into(lastUsed), soci::into(lastUse),
             soci::into(files));
        query.execute();
        while (query.fetch()) {
            wire::KeyRow row;
            row.id = KeyId(id);
            row.environment = environment;
            row.tenant = tenant;
            const auto level = wire::enumFromText<wire::Sensitivity>(sensitivity);
            const auto standing = wire::enumFromText<wire::KeyState>(state);
            if (!level || !standing)
                return fail(ErrorCode::Storage, "a key of an unknown kind");
            row.sensitivity = *level;
            row.state = *standing;
            row.provider = "software";
            row.created = Time(std::chrono::milliseconds(created));
            row.periodDays = m_periodDays();
            row.files = static_cast<std::uint64_t>(files);
            row.use = useOf(id);
            if (lastUsed != 0)
                row.lastUsed = Time(std::chrono::milliseconds(lastUsed));
            row.lastUse = lastUse;
            rows.push_back(std::move(row));
        }
        return rows;
    });
}

} // namespace countersign::server
