#pragma once

#include "server/job/FileRows.h"
#include "server/job/Jobs.h"
#include "unit/server/job/Bell.h"
#include "unit/server/job/TrialSource.h"
#include "unit/server/job/Valve.h"
#include "unit/server/session/ServerFixture.h"

namespace countersign::test {

/// The server's vault as tests of other rooms have it, with real keys for files on the disk.
class WorldVault final : public server::KeyVault
{
public:
    WorldVault(server::KeyVault& identity, const std::filesystem::path& folder, const Clock& clock);

    const crypto::SigningKey& serverKey() const override { return m_identity.serverKey(); }
    Result<crypto::Ed25519Key> logKey(std::string_view log) override { return m_files->logKey(log); }
    Result<crypto::PublicKey> newServerKey() override { return m_identity.newServerKey(); }
    Result<std::shared_ptr<const crypto::SigningKey>>
    serverKeyOf(const KeyThumbprint& thumbprint) const override
    {
        return m_identity.serverKeyOf(thumbprint);
    }
    Result<crypto::Ed25519PublicKey> newLogKey() override { return m_files->newLogKey(); }
    Result<crypto::Ed25519Key> logKeyOf(const crypto::Ed25519PublicKey& half) override
    {
        return m_files->logKeyOf(half);
    }
    Result<Secret> serverSecret(std::string_view name) override { return m_files->serverSecret(name); }
    Result<NewFileKey> newFileKey(const FileId& file, const server::KeySlot& slot,
                                  const server::KeyRecord& record) override
    {
        return m_files->newFileKey(file, slot, record);
    }
    Result<Secret> fileKey(const FileId& file) override { return m_files->fileKey(file); }
    void rotateBy(std::function<int()> periodDays) override { m_files->rotateBy(std::move(periodDays)); }
    Result<void> destroyFileKey(const FileId& file, const server::KeyRecord& record) override
    {
        return m_files->destroyFileKey(file, record);
    }
    Bytes sealSmall(ByteView plain, std::string_view purpose) override
    {
        return m_files->sealSmall(plain, purpose);
    }
    Result<Secret> openSmall(ByteView sealed, std::string_view purpose) override
    {
        return m_files->openSmall(sealed, purpose);
    }
    Result<std::vector<wire::KeyRow>> rows() const override { return m_files->rows(); }

private:
    server::KeyVault& m_identity;
    std::unique_ptr<server::KeyVault> m_files;
};

/// A founded server with real exports from a real source, and the people for one: olga asks, paul approves,
/// dora fetches, carl looks on. Time stands still but for codes; pauses are counted, not waited for.
class JobWorld
{
public:
    JobWorld() : JobWorld(nullptr) {}
    /// Of a source with these records.
    explicit JobWorld(std::shared_ptr<const trialsource::Population> population);
    ~JobWorld();
    JobWorld(const JobWorld&) = delete;
    JobWorld& operator=(const JobWorld&) = delete;

    /// Jobs as after a start of the program, on the same store.
    void startJobs();
    /// As when the program ends.
    void endJobs();

    [[nodiscard]] wire::ExportRequestBody requestBody() const;
    /// Olga signs it.
    JobId ask();
    JobId ask(const wire::ExportRequestBody& body);
    void decide(const JobId& job, wire::Gate gate, wire::Verdict verdict = wire::Verdict::Approve);
    void withdraw(const JobId& job);
    /// As the download room does with dora's receipt.
    bool receipt(const FileId& file);

    [[nodiscard]] wire::Job job(const JobId& id) const;
    /// Returns once the export is in the state; throws when it does not come.
    wire::Job await(const JobId& id, wire::JobState state);
    wire::Job await(const JobId& id, const std::function<bool(const wire::Job&)>& reached);
    /// Whether the server still knows its address there.
    [[nodiscard]] bool atSource(const JobId& id) const;
    [[nodiscard]] std::vector<server::FileRow> files(const JobId& id) const;
    /// Opened and read, as its recipient will.
    [[nodiscard]] std::string plaintext(const server::FileRow& file);
    [[nodiscard]] std::vector<std::string> objects() const;
    /// Whether any file of the server holds these bytes.
    [[nodiscard]] bool onDisk(std::string_view bytes) const;
    /// What was logged of the export, in order.
    [[nodiscard]] std::vector<std::string> trail(const JobId& id) const;
    [[nodiscard]] std::vector<std::chrono::milliseconds> pauses() const;
    void forgetPauses();
    /// Called in each pause with its number, from 1 since `forgetPauses`.
    void atPause(std::function<void(std::size_t)> hook);

    ServerFixture server;
    TrialSource source;
    WorldVault vault;
    Valve valve;
    std::unique_ptr<server::Jobs> jobs;
    Member olga, paul, dora, carl;
    std::vector<server::SourceConfig> sources;
    server::SourceLimits limits;          ///< before `startJobs`
    unsigned parallelFiles = 4;           ///< before `startJobs`
    std::atomic<bool> timePasses = false; ///< the clock goes on by each pause, where it is counted

private:
    void replaceRoutes();

    mutable std::mutex m_mutex;
    std::vector<std::chrono::milliseconds> m_pauses;
    std::function<void(std::size_t)> m_atPause;
    std::shared_ptr<Bell> m_bell;
};

} // namespace countersign::test
