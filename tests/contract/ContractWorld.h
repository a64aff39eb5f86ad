#pragma once

#include "contract/WireConsole.h"
#include "crypto/Checkpoint.h"
#include "support/TrialWorld.h"
#include "support/TrustFixture.h"
#include "wire/Download.h"
#include "wire/Job.h"

/// A trial served in this process, and its people at consoles that speak plain HTTP: enrolled, founded,
/// endorsed, with their roles, and an export on its way as far as a test asks.
namespace countersign::contract {

struct Member
{
    test::TestPerson who;
    WireConsole console;
    Secret totp = {}; ///< raw
    std::int64_t lastStep = 0;
    std::string refresh = {};
    Time tokenEnds{};
    std::vector<std::string> recoveryCodes = {};
};

class ContractWorld
{
public:
    explicit ContractWorld(std::function<void(const Exchange&)> heard = {},
                           const test::TrialWorld::Options& options = {});

    static constexpr auto password = "seven lanterns over quiet water";

    // Signing in.
    Member& operator[](const std::string& person) { return m_members.at(person); }
    Member& enrol(const std::string& person);
    /// All eight, founded, endorsed, each with the role of their invitation.
    void enrolAll();
    void found();
    Exchange signIn(Member& member);
    void adopt(Member& member, const wire::SessionGrant& grant);
    /// Renews the access token where it is about to end; signs in anew where the session has.
    void keepAlive(Member& member);
    /// Six digits that were not used; moves the clock where this step's were.
    [[nodiscard]] Secret freshCode(Member& member);
    [[nodiscard]] std::string wrongCode(const Member& member) const;
    /// Ten wrong codes.
    void lockOut(Member& member);
    [[nodiscard]] WireConsole stranger() const;

    // Statements.
    [[nodiscard]] wire::Seen heads(Member& member) const;
    [[nodiscard]] wire::SignedStatement sign(Member& member, wire::StatementBody body);
    [[nodiscard]] wire::Submission submission(Member& member, const std::vector<wire::SignedStatement>& what);
    Exchange submit(Member& member, const std::vector<wire::SignedStatement>& what);
    /// The same, where it must succeed.
    std::vector<Digest> enter(Member& member, const std::vector<wire::StatementBody>& bodies);
    [[nodiscard]] wire::DecisionBody decision(std::vector<Digest> subjects, wire::Gate gate,
                                              wire::Verdict verdict = wire::Verdict::Approve) const;

    // An export of Patient for silva.
    [[nodiscard]] wire::ExportRequestBody requestBody() const;
    Digest ask();
    /// Approved by adler, and in.
    void takeIn(const Digest& request);
    /// Released by adler: what silva may fetch.
    Digest release(const Digest& request);
    [[nodiscard]] wire::Job waitFor(const Digest& request, wire::JobState state);
    struct Opened
    {
        RetrievalId retrieval;
        wire::ReleaseFile file; ///< the first of the release
    };
    /// By silva.
    [[nodiscard]] Opened openRetrieval(const Digest& release);
    Exchange askTicket(Member& member, const RetrievalId& retrieval, const FileId& file);
    [[nodiscard]] wire::SignedStatement receiptFor(Member& member, const Digest& release,
                                                   const wire::ReleaseFile& file);

    test::TrialWorld trial;

private:
    [[nodiscard]] WireConsole console() const;

    std::function<void(const Exchange&)> m_heard;
    std::map<std::string, Member> m_members;
    std::optional<crypto::NoteVerifier> m_trustLog, m_auditLog;
};

} // namespace countersign::contract
