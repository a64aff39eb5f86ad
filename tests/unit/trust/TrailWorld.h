#pragma once

#include "support/TrustFixture.h"
#include "trust/TrailCheck.h"
#include "wire/Audit.h"

#include <set>

namespace countersign::test {

/// A hospital with both logs, its audit entries in the shape in which the server writes them, until a test
/// makes them lie.
class TrailWorld
{
public:
    explicit TrailWorld(const TrustFixture::Options& options = {}) : world(options) { tell(); }

    TrustFixture world;
    ExportScene scene;
    JobId job;
    std::vector<wire::AuditEntry> entries;
    std::map<Digest, std::vector<crypto::Jws>> statements; ///< of exports
    std::map<Digest, std::vector<crypto::Jws>> receipts;
    std::map<Digest, Error> elsewhere; ///< whose authors had seen another log

    // An honest life, step by step.
    void ask(wire::Sensitivity sensitivity = wire::Sensitivity::Standard);
    void enter(const wire::SignedStatement& statement);
    void decide(const TestPerson& by, wire::Gate gate, wire::Verdict verdict = wire::Verdict::Approve);
    void takeIn();
    void release();
    /// All up to the release's approval.
    void released();
    void withdraw();
    void open(const TestPerson& by);
    void fetch(std::size_t file);
    void give(const wire::SignedStatement& receipt, std::size_t file);
    [[nodiscard]] wire::SignedStatement receiptFor(std::size_t file) const;
    void destroy(const std::string& state);
    /// By the server, about the export, now.
    wire::AuditEntry& byServer(const std::string& action, const std::string& gate = {});
    /// By the fetcher, unless told, about a file.
    wire::AuditEntry& byFetcher(const std::string& action, std::size_t file);
    wire::AuditEntry& note(const std::string& action, const std::string& person, const std::string& object);
    /// An entry for each statement of the trust log that has none yet.
    void tell();

    [[nodiscard]] const wire::ReleaseFile& file(std::size_t index) const;
    /// The first entry of this action.
    [[nodiscard]] wire::AuditEntry& said(const std::string& action, std::size_t which = 0);
    void drop(const std::string& action, std::size_t which = 0);

    [[nodiscard]] trust::TrailReport check(std::uint64_t first = 0) const;
    [[nodiscard]] trust::TrailReport check(const std::vector<std::string>& lines, const wire::SeenTree& head,
                                           std::uint64_t first = 0) const;
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    void describe(const wire::SignedStatement& statement, wire::AuditEntry& entry) const;

    std::size_t m_told = 0;
};

using Faults = std::set<trust::TrailFault>;
/// What contradicts, each once.
[[nodiscard]] Faults wrong(const trust::TrailReport& report);
/// All findings, for a test that fails.
[[nodiscard]] std::string told(const trust::TrailReport& report);

} // namespace countersign::test
