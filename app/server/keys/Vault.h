#pragma once

#include "server/keys/KeyVault.h"

#include <mutex>

#include <soci/soci.h>

namespace countersign::server {

/// The vault in software: everything in `keys.db`, each secret sealed and bound to its place by associated
/// data.
class Vault final : public KeyVault
{
public:
    explicit Vault(Options options);
    [[nodiscard]] Result<void> load();

    [[nodiscard]] const crypto::SigningKey& serverKey() const override { return m_serverKey; }
    [[nodiscard]] Result<crypto::Ed25519Key> logKey(std::string_view log) override;
    [[nodiscard]] Result<crypto::Ed25519PublicKey> newLogKey() override;
    [[nodiscard]] Result<crypto::Ed25519Key> logKeyOf(const crypto::Ed25519PublicKey& half) override;
    [[nodiscard]] Result<crypto::PublicKey> newServerKey() override;
    [[nodiscard]] Result<std::shared_ptr<const crypto::SigningKey>>
    serverKeyOf(const KeyThumbprint& thumbprint) const override;
    [[nodiscard]] Result<Secret> serverSecret(std::string_view name) override;
    [[nodiscard]] Result<NewFileKey> newFileKey(const FileId& file, const KeySlot& slot,
                                                const KeyRecord& record) override;
    [[nodiscard]] Result<Secret> fileKey(const FileId& file) override;
    [[nodiscard]] Result<void> destroyFileKey(const FileId& file, const KeyRecord& record) override;
    [[nodiscard]] Bytes sealSmall(ByteView plaintext, std::string_view purpose) override;
    [[nodiscard]] Result<Secret> openSmall(ByteView sealed, std::string_view purpose) override;
    [[nodiscard]] Result<std::vector<wire::KeyRow>> rows() const override;
    void rotateBy(std::function<int()> periodDays) override { m_periodDays = std::move(periodDays); }

private:
    [[nodiscard]] Result<void> loadRoot();
    [[nodiscard]] Result<Secret> kept(const std::string& name, const Secret& fresh);
    /// One that was made before. `KeyMissing`.
    [[nodiscard]] Result<Secret> found(const std::string& name) const;
    [[nodiscard]] Result<std::string> activeKey(const KeySlot& slot, std::vector<KeyChange>& changes);
    [[nodiscard]] std::string createKey(const KeySlot& slot);
    [[nodiscard]] Result<Secret> openKey(const std::string& id);
    void used(const std::string& id, const std::string& how);
    void destroyIfIdle(const std::string& id, std::vector<KeyChange>& changes);
    [[nodiscard]] std::vector<std::uint64_t> useOf(const std::string& id) const;

    Options m_options;
    std::function<int()> m_periodDays;
    mutable std::mutex m_mutex;
    mutable soci::session m_sql;
    Secret m_root;
    crypto::SigningKey m_serverKey;
};

} // namespace countersign::server
