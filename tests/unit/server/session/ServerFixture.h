#pragma once

#include "server/api/Dispatcher.h"
#include "server/approval/StatementRows.h"
#include "server/job/Jobs.h"
#include "server/session/Enrolment.h"
#include "server/session/SignIn.h"
#include "support/TrustFixture.h"

namespace countersign::test {

/// Keys in memory under a root key that lives as long as the test; sealing is the real one.
class MemoryVault final : public server::KeyVault
{
public:
    const crypto::SigningKey& serverKey() const override { return m_serverKey; }
    Result<crypto::Ed25519Key> logKey(std::string_view log) override;
    Result<crypto::Ed25519PublicKey> newLogKey() override;
    Result<crypto::Ed25519Key> logKeyOf(const crypto::Ed25519PublicKey& half) override;
    Result<crypto::PublicKey> newServerKey() override;
    Result<std::shared_ptr<const crypto::SigningKey>>
    serverKeyOf(const KeyThumbprint& thumbprint) const override;
    Result<Secret> serverSecret(std::string_view name) override;
    Result<NewFileKey> newFileKey(const FileId& file, const server::KeySlot& slot,
                                  const server::KeyRecord& record) override;
    Result<Secret> fileKey(const FileId& file) override;
    void rotateBy(std::function<int()>) override {}
    Result<void> destroyFileKey(const FileId& file, const server::KeyRecord& record) override;
    Bytes sealSmall(ByteView plaintext, std::string_view purpose) override;
    Result<Secret> openSmall(ByteView sealed, std::string_view purpose) override;
    Result<std::vector<wire::KeyRow>> rows() const override { return std::vector<wire::KeyRow>(); }

private:
    crypto::SigningKey m_serverKey = crypto::SigningKey::generate();
    Secret m_root;
    std::map<FileId, Secret> m_files;
    std::vector<crypto::Ed25519Key> m_logKeys;
    std::vector<std::shared_ptr<const crypto::SigningKey>> m_serverKeys;
    std::map<std::string, Secret, std::less<>> m_secrets;

public:
    MemoryVault();
};

/// Exports as far as their statements go: no intake, no files. Notes what it was told.
class StatementJobs final : public server::Jobs
{
public:
    explicit StatementJobs(std::unique_ptr<server::Store>& store) : m_store(store) {}

    void start() override {}
    void stop() override {}
    Result<JobId> requested(server::Transaction&, const trust::Entered& request, std::uint64_t) override;
    Result<void> decided(server::Transaction&, const JobId&, wire::Gate, wire::Standing,
                         std::uint64_t) override;
    Result<void> withdrawn(server::Transaction&, const JobId&, std::uint64_t) override;
    Result<void> revoked(server::Transaction&) override;
    Result<bool> receipted(server::Transaction&, const FileId&, std::uint64_t) override;
    Result<wire::Job> job(const JobId& id) const override;
    Result<std::vector<wire::Job>> jobs() const override { return std::vector<wire::Job>(); }
    Result<trust::ExportCase> exportCase(soci::session& sql, const JobId& job) const override;
    std::vector<wire::Source> sources() override { return {}; }

    std::vector<std::string> told;   ///< in order
    std::optional<Error> refuseNext; ///< what `requested` and `decided` answer next

private:
    std::unique_ptr<server::Store>& m_store;
};

/// A person with an account, a device and a session.
struct Member
{
    TestPerson who;
    crypto::SigningKey device;
    std::string totp; ///< raw secret
    std::string access;
};

/// The server's rooms on a real store in a temporary folder, called through the dispatcher as a console
/// calls: with DPoP proofs.
class ServerFixture
{
public:
    ServerFixture();
    ~ServerFixture();
    ServerFixture(const ServerFixture&) = delete;
    ServerFixture& operator=(const ServerFixture&) = delete;

    static constexpr auto origin = "https://localhost:8443";

    [[nodiscard]] http::Response send(const crypto::SigningKey& device, const std::string& access,
                                      const std::string& method, const std::string& path,
                                      std::string body = {});
    [[nodiscard]] http::Response send(const Member& member, const std::string& method,
                                      const std::string& path, std::string body = {})
    {
        return send(member.device, member.access, method, path, std::move(body));
    }
    /// The `code` of a problem.
    [[nodiscard]] static std::string codeOf(const http::Response& response);

    /// A row with second factor, as enrolment leaves it, and a session.
    Member member(const std::string& id, const std::vector<wire::Role>& invited);
    void signIn(Member& member);
    /// The code of now, after moving on so that it is a fresh one.
    [[nodiscard]] std::string freshCode(const Member& member);
    [[nodiscard]] std::string codeNow(const Member& member) const;

    /// Both logs as they stand.
    [[nodiscard]] wire::Seen heads() const;
    [[nodiscard]] wire::Statement draft(const TestPerson& author, wire::StatementBody body) const;
    [[nodiscard]] wire::SignedStatement sign(const TestPerson& author, wire::StatementBody body) const;
    [[nodiscard]] std::string submission(const std::vector<wire::SignedStatement>& statements,
                                         const std::string& code) const;
    /// `POST /v1/statements` with a fresh code.
    [[nodiscard]] http::Response post(const Member& member, const wire::SignedStatement& statement);

    /// Two admins with rows and founding registrations.
    void inviteAdmins();
    [[nodiscard]] wire::RootBody rootBody() const;
    [[nodiscard]] http::Response found(const Member& admin, const wire::SignedStatement& root);
    /// All of the above: amira and boris have founded.
    void foundAll();
    /// A member whose key two admins endorsed, with these roles.
    Member joined(const std::string& id, const std::vector<wire::Role>& roles);
    void mustPost(const Member& member, const wire::SignedStatement& statement);

    [[nodiscard]] std::uint64_t trustSize() const;
    [[nodiscard]] std::vector<wire::AuditEntry> audit() const;
    [[nodiscard]] int audited(const std::string& action, const std::string& outcome) const;

    std::string address = "192.0.2.7"; ///< where calls come from
    std::filesystem::path folder;
    ManualClock clock;
    MemoryVault vault;
    std::unique_ptr<server::Store> store;
    server::Events events;
    StatementJobs jobs{store};
    server::ServerFacts facts{ServerId("srv_test"), "Test server", "test"};
    std::shared_ptr<crypto::NoteSigner> trustSigner, auditSigner;
    std::unique_ptr<server::Refusals> refusals;
    std::unique_ptr<server::Sessions> sessions;
    std::unique_ptr<server::SecondFactor> codes;
    std::unique_ptr<server::PendingSignIns> pending;
    std::unique_ptr<server::SignIn> signIns;
    std::unique_ptr<server::Enrolment> enrolment;
    std::unique_ptr<server::Dispatcher> dispatcher;
    Member amira, boris;
};

} // namespace countersign::test
