#pragma once

#include "bench/Console.h"
#include "bench/Rounds.h"
#include "wire/Download.h"
#include "wire/Request.h"

namespace countersign::bench {

/// All consoles of a trial, and what is done at them: sign in, list the exports, decide on a request, ask for
/// a ticket. Approvers do the first three, downloaders the last.
class Office
{
public:
    explicit Office(const ServedTrial::Options& options);

    [[nodiscard]] CallTimes signIns(std::size_t consoles, int rounds);
    /// `GET /v1/jobs` of an approver, who sees them all.
    [[nodiscard]] CallTimes lists(std::size_t consoles, int rounds);
    /// Each on a request of its own, one approval of the two that it needs: nothing follows from it but its
    /// entries. Submits the requests first.
    [[nodiscard]] CallTimes decisions(std::size_t consoles, int rounds);
    /// For one of two files of the caller's release that nobody else asks for (downloads are counted), in a
    /// retrieval that is open.
    [[nodiscard]] CallTimes tickets(std::size_t consoles, int rounds);

    /// Exports that wait for approval; their digests.
    std::vector<Digest> ask(std::size_t count);
    /// As `lists` hears it.
    [[nodiscard]] std::string listBody();

    ServedTrial trial;

private:
    struct Downloader
    {
        std::unique_ptr<Console> console;
        RetrievalId retrieval;
        std::vector<FileId> files;
    };
    [[nodiscard]] wire::ExportRequestBody requestBody() const;
    void openRetrieval(Downloader& downloader) const;
    void nextMinute() { trial.advance(std::chrono::seconds(60)); }

    std::vector<std::unique_ptr<Console>> m_approvers;
    std::vector<Downloader> m_downloaders;
    Console m_operator;
};

} // namespace countersign::bench
