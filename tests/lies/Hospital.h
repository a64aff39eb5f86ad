#pragma once

#include "CannedServer.h"
#include "support/TrustFixture.h"
#include "wire/Audit.h"
#include "wire/Download.h"
#include "wire/Job.h"

/// A hospital whose server is in the hands of an insider: every key of the server, both logs, and whatever it
/// answers are the test's. Nothing lies by itself: each step does what an honest server would, and tests take
/// another step in its place.
namespace countersign::lies {

/// A file as the server keeps it.
struct Kept
{
    wire::ReleaseFile file;
    std::string content;
    Secret key;
    Bytes sealed;
};
[[nodiscard]] Bytes sealed(const std::string& content, const Secret& key, const FileId& file,
                           const Digest& request);
/// A text under a signature that its author made for another one.
[[nodiscard]] wire::SignedStatement underSignatureOf(const wire::SignedStatement& genuine,
                                                     const wire::Statement& text);

class Hospital
{
public:
    /// Its people are there; nothing was asked for yet.
    Hospital();

    test::TrustFixture world;
    test::TestPerson olga; ///< asks
    test::TestPerson paul; ///< approves
    test::TestPerson rosa; ///< approves, too
    test::TestPerson dora; ///< fetches
    test::TestPerson lena; ///< audits
    test::CannedServer server{&world.clock};

    // The export, step by step.
    [[nodiscard]] wire::ExportRequestBody requestBody() const;
    void ask(wire::ExportRequestBody body);
    void ask() { ask(requestBody()); }
    [[nodiscard]] wire::Statement approvalBy(const test::TestPerson& person, wire::Gate gate) const;
    /// Enters it, and shows it.
    void decide(const wire::SignedStatement& decision);
    void approve(const test::TestPerson& person, wire::Gate gate);
    /// Enters a rejection at the gate; whether it is shown is for the test to say.
    [[nodiscard]] wire::SignedStatement reject(const test::TestPerson& person, wire::Gate gate);
    /// With files that are really there, sealed.
    [[nodiscard]] wire::ReleaseBody releaseBody();
    void release(wire::ReleaseBody body) { release(world.signByServer(std::move(body))); }
    void release(const wire::SignedStatement& released);
    /// Released, and approved so by paul.
    void finish();

    wire::SignedStatement request;
    std::vector<wire::SignedStatement> decisions; ///< that are shown
    std::optional<wire::SignedStatement> released;
    std::vector<Kept> files; ///< of the release

    // What the server answers.
    /// Logs, job, tickets and files as they stand.
    void show();
    void showLogs();
    /// Takes statements from now on, and logs something else in their place.
    void takeAndForget();
    [[nodiscard]] wire::Job job() const;
    void showJob(const wire::Job& job);
    [[nodiscard]] wire::Ticket ticketOf(const Kept& file) const;
    void showFile(const Kept& file, const wire::Ticket& ticket, const Bytes& bytes);
    /// Takes what people sign, enters it, and goes on with the export as it should.
    void take();
    /// The next entries of the audit log, about the job.
    void audit(int entries, const JobId& about = JobId("job_1"));
    void audit(const std::string& action, const std::string& object, const JobId& about = JobId("job_1"));
    [[nodiscard]] std::vector<wire::PlacedEntry> trail() const;
    void showTrail(std::vector<wire::PlacedEntry> entries);

private:
    void keepFiles(const wire::ExportRequestBody& asked);
    [[nodiscard]] std::string taken(const std::string& body);
};

} // namespace countersign::lies
