#pragma once

#include "server/ProgramRecovery.h"
#include "server/ServerFolder.h"
#include "server/audit/LogCopy.h"
#include "support/TrustFixture.h"
#include "unit/server/program/Ground.h"

#include <filesystem>
#include <optional>

namespace countersign::test {

/// A founded server's data folder with a copy of its logs beside it, backed up, restored and recovered as a
/// test likes; without a listener. What two admins sign enters as `Admitting` enters it.
class RecoveryGround
{
public:
    RecoveryGround();

    [[nodiscard]] server::Configuration configuration() const;
    /// Opens the folder; what stands there is published at once, unless it is held.
    void open();
    void close() { m_folder.reset(); }
    [[nodiscard]] server::Store& store() { return *m_folder->store; }
    [[nodiscard]] server::KeyVault& vault() { return *m_folder->vault; }

    void writeEntries(int count);
    /// A statement that changes the trust log: amira proposes another policy, and nobody decides.
    void writeStatement();
    [[nodiscard]] Result<void> checkCopy();
    [[nodiscard]] std::string copied(const std::string& name) const;

    /// The data folder as it lies there.
    void backUp(const std::string& name);
    void restore(const std::string& name);
    /// With the copy brought up to date in between: `entries` and a statement more than the backup has.
    void loseATail(int entries = 5);

    [[nodiscard]] Result<wire::PendingRecovery> recover(const std::vector<std::filesystem::path>& lost = {});
    [[nodiscard]] wire::SignedStatement proposal(const wire::PendingRecovery& pending) const;
    /// The root in force, as the next version, under these keys.
    [[nodiscard]] wire::SignedStatement nextRoot(const wire::PreparedKeys& keys) const;
    [[nodiscard]] wire::SignedStatement approval(const wire::SignedStatement& proposal) const;
    [[nodiscard]] Result<void> enter(const wire::SignedStatement& statement);

    [[nodiscard]] crypto::NoteVerifier verifier(server::LogName log) const;
    [[nodiscard]] std::uint64_t size(server::LogName log);

    Ground ground;
    TestPerson amira = makePerson("amira");
    TestPerson boris = makePerson("boris");

private:
    [[nodiscard]] wire::SignedStatement sign(const TestPerson& author, wire::StatementBody body) const;
    void found();

    std::optional<server::ServerFolder> m_folder;
    wire::RootBody m_root;
    wire::Seen m_seen; ///< the heads of the founding, which every later log has
};

} // namespace countersign::test
