#pragma once

#include "server/download/Transfers.h"
#include "server/job/FileRows.h"
#include "unit/server/session/ServerFixture.h"
#include "wire/Download.h"

namespace countersign::test {

/// A founded server with one released export of two real sealed files: olga asked, paul approved, dora may
/// fetch; erik is a downloader whom nobody named, carl a compliance officer.
class DownloadWorld
{
public:
    /// `downloads`: of each file, as released.
    explicit DownloadWorld(int downloads = 1);
    ~DownloadWorld();
    DownloadWorld(const DownloadWorld&) = delete;
    DownloadWorld& operator=(const DownloadWorld&) = delete;

    // Calls, as a console makes them.
    [[nodiscard]] http::Response open(const Member& member);
    [[nodiscard]] http::Response open(const Member& member, const Digest& release, const std::string& code);
    [[nodiscard]] http::Response ask(const Member& member, const RetrievalId& retrieval, const FileId& file);
    /// `range`: the field's value, none if empty.
    [[nodiscard]] http::Response get(const Member& member, const std::string& path,
                                     const std::string& range = {}, const std::string& ifRange = {});
    [[nodiscard]] http::Response give(const Member& member, const wire::Ticket& ticket,
                                      const wire::SignedStatement& receipt);
    // The same where it must succeed.
    [[nodiscard]] RetrievalId opened(const Member& member);
    [[nodiscard]] wire::Ticket ticket(const RetrievalId& retrieval, int file = 0);
    [[nodiscard]] wire::SignedStatement receiptOf(const TestPerson& signer, const wire::Ticket& ticket) const;
    [[nodiscard]] wire::ReceiptBody receiptBody(const wire::Ticket& ticket) const;

    /// Reads a body to its end, or to where it is cut.
    struct Read
    {
        Bytes bytes;
        std::optional<Error> cut;
    };
    [[nodiscard]] static Read drain(const http::Response& response);
    [[nodiscard]] std::string plaintextOf(const wire::Ticket& ticket, ByteView sealed) const;
    [[nodiscard]] server::FileRow file(int index) const;
    [[nodiscard]] wire::JobState state() const;
    /// How often something was done or refused, by the entries of the export, each as often as it counts.
    [[nodiscard]] int logged(const std::string& action, const std::string& outcome) const;

    ServerFixture server;
    std::filesystem::path objects;
    std::unique_ptr<server::Jobs> jobs;
    std::unique_ptr<server::Transfers> transfers;
    Member olga, paul, dora, erik, carl;
    JobId job;
    wire::SignedStatement request, release;
    std::vector<std::string> contents; ///< plaintexts, in the order of the release

private:
    void makeRoutes();
    void askAndApprove(int downloads);
    void takeIn();
    void signRelease();
    void approveRelease();
};

} // namespace countersign::test
