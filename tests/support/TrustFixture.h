#pragma once

#include "support/ManualClock.h"
#include "support/MemoryLog.h"
#include "trust/ExportChain.h"
#include "wire/Submission.h"

#include <functional>

/// People with real keys, a founded trust log and exports in it: what tests of trust, server and console
/// start from.
///
///     TrustFixture world;                                   // root, admins amira and boris
///     auto olga = world.join("olga", {Role::ExportOperator});
///     auto request = world.sign(olga, world.requestBody({dora.fetcher()}));
///     auto entered = world.enter(request);
///
/// What must succeed to set a scene throws when it does not; what a test is about answers a `Result`.
namespace countersign::test {

struct TestPerson
{
    PersonId id;
    std::string name;
    crypto::SigningKey signing;
    crypto::SigningKey encryption;

    [[nodiscard]] wire::Author author() const { return {id, signing.thumbprint()}; }
    [[nodiscard]] wire::Fetcher fetcher() const { return {id, encryption.thumbprint()}; }
};

/// New keys under a name; nobody knows them yet.
[[nodiscard]] TestPerson makePerson(const std::string& id);

/// An export with the people of one happy life: two approvers for each gate.
struct ExportScene
{
    TestPerson asks, approves, approvesToo, fetches;
    wire::SignedStatement request;
    std::vector<wire::SignedStatement> decisions;
    std::optional<wire::SignedStatement> release;

    [[nodiscard]] trust::ClaimedExport claim() const;
};

class TrustFixture
{
public:
    struct Options
    {
        int admins = 2; ///< amira, boris, chen, dana
        wire::Policy policy = defaultPolicy();
        /// What people type in place of the usual text, in that many characters at most.
        std::function<std::string(const std::string& usual, std::size_t longest)> typed = {};
        std::string environment = "test";
    };

    TrustFixture() : TrustFixture(Options{}) {}
    explicit TrustFixture(const Options& options);
    TrustFixture(const TrustFixture&) = delete;
    TrustFixture& operator=(const TrustFixture&) = delete;

    /// Observation is `high`, three downloads.
    [[nodiscard]] static wire::Policy defaultPolicy();

    [[nodiscard]] std::string typed(const std::string& usual, std::size_t longest) const
    {
        return m_typed ? m_typed(usual, longest) : usual;
    }

    ManualClock clock;
    ServerId server{"srv_test"};
    crypto::SigningKey serverKey = crypto::SigningKey::generate();
    MemoryLog trustLog{"test.example/trust"};
    MemoryLog auditLog{"test.example/audit"};
    std::vector<TestPerson> admins;
    wire::RootBody rootBody;
    wire::SignedStatement root;
    trust::TrustState state;
    std::vector<wire::TrustEntry> entries;

    // Statements.
    /// Fresh id and nonce, issued now, good for an hour, having seen the whole log.
    [[nodiscard]] wire::Statement draft(const TestPerson& author, wire::StatementBody body) const;
    [[nodiscard]] wire::SignedStatement sign(const TestPerson& author, wire::StatementBody body) const;
    [[nodiscard]] wire::SignedStatement signByServer(wire::ReleaseBody body) const;
    /// Whatever it says, with whichever key.
    [[nodiscard]] static wire::SignedStatement signWith(const wire::Statement& statement,
                                                        const crypto::SigningKey& key);
    /// The root as these admins sign it.
    [[nodiscard]] wire::SignedStatement signRoot(const wire::RootBody& body,
                                                 const std::vector<const TestPerson*>& signers) const;

    // The log.
    /// In full, or by digest where the rules say so.
    [[nodiscard]] wire::TrustEntry entryOf(const wire::SignedStatement& statement) const;
    [[nodiscard]] Result<void> tryEnter(const wire::SignedStatement& statement);
    [[nodiscard]] Result<void> tryEnter(const wire::TrustEntry& entry);
    trust::Entered enter(const wire::SignedStatement& statement);
    /// At the place where it would enter now.
    [[nodiscard]] trust::Entered next(const wire::SignedStatement& statement) const;
    /// As the server tells of it: with its place, if it has one.
    [[nodiscard]] wire::StatementRecord record(const wire::SignedStatement& statement) const;
    /// Something unrelated, so that the log grows.
    void enterNoise();

    // Admins' work, each statement by the first, countersigned by the second unless told.
    [[nodiscard]] wire::SignedStatement registration(const TestPerson& person,
                                                     const std::string& device = "desk") const;
    wire::SignedStatement enterRegistration(const TestPerson& person);
    /// A further key of the same person, entered, for which they decide with one that counts.
    wire::SignedStatement enterFurther(const TestPerson& before, const TestPerson& after,
                                       bool replaces = false);
    /// By the first admin, approved by the second, in force.
    void revoke(const TestPerson& person, std::uint64_t voidFrom,
                wire::RevocationCause cause = wire::RevocationCause::Lost);
    /// Written by the first admin, approved by the second.
    wire::SignedStatement propose(wire::StatementBody body);
    /// The root in force, as the next version.
    [[nodiscard]] wire::RootBody nextRoot() const;
    void endorse(const TestPerson& person);
    void change(const PersonId& person, wire::RoleAction action, std::optional<wire::Role> role = {});
    void grant(const TestPerson& person, wire::Role role)
    {
        change(person.id, wire::RoleAction::Grant, role);
    }
    /// Registered, endorsed, with these roles.
    TestPerson join(const std::string& id, const std::vector<wire::Role>& roles);
    [[nodiscard]] wire::SignedStatement decide(const TestPerson& author, std::vector<Digest> subjects,
                                               wire::Gate gate,
                                               wire::Verdict verdict = wire::Verdict::Approve) const;

    // Exports.
    [[nodiscard]] wire::ExportRequestBody requestBody(std::vector<wire::Fetcher> fetchers) const;
    /// Of the file that `releaseBody` names for a type: 1000 bytes.
    [[nodiscard]] static std::string contentOf(const std::string& type);
    [[nodiscard]] wire::ReleaseBody releaseBody(const wire::SignedStatement& request) const;
    /// Operator olga, approvers paul and rosa, downloader dora; the request entered.
    [[nodiscard]] ExportScene ask(wire::Sensitivity sensitivity = wire::Sensitivity::Standard);
    void approve(ExportScene& scene, const TestPerson& by, wire::Gate gate);
    void release(ExportScene& scene, const JobId& job = JobId("job_1"));
    /// The whole life until the release is approved, by as many as needed.
    [[nodiscard]] ExportScene releasedExport(wire::Sensitivity sensitivity = wire::Sensitivity::Standard);

private:
    [[nodiscard]] wire::RootBody makeRootBody(const Options& options) const;

    std::function<std::string(const std::string&, std::size_t)> m_typed;
};

} // namespace countersign::test
