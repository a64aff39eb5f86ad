#pragma once

#include "server/artifact/SealedObject.h"
#include "server/job/FileRows.h"
#include "server/job/IntakeRoom.h"
#include "server/job/JobRows.h"

#include <atomic>

namespace countersign::server {

/// Takes the files of one export in, several at a time: each streamed from the source through the NDJSON
/// check, SHA-256 and sealing into its object, then its row. A file that is cut off starts again with a new
/// key, since a segment index is encrypted once per header.
class FileIntake
{
public:
    struct Order
    {
        JobRow job; ///< taking in
        wire::Sensitivity sensitivity = wire::Sensitivity::Standard;
        std::string tenant;
        std::shared_ptr<SourceClient> source;
        JobAudience audience; ///< that hears of its progress
    };

    FileIntake(const IntakeRoom& room, Order order, std::stop_token stop);

    /// Returns once all files that are still wanted are sealed, or the first error, which ends the others.
    [[nodiscard]] Result<void> run(const std::vector<FileRow>& files);

private:
    struct Taken
    {
        SealedFacts facts;
        KeyId key;
    };

    void work(const std::vector<FileRow>& files);
    [[nodiscard]] Result<void> take(const FileRow& file);
    [[nodiscard]] Result<Taken> attempt(const FileRow& file, const std::string& url);
    [[nodiscard]] Result<void> record(const FileRow& file, const Taken& taken);
    void giveUp(const Error& why);

    const IntakeRoom& m_room;
    Order m_order;
    std::stop_source m_stop; ///< of all files
    std::stop_callback<std::function<void()>> m_stopped;
    std::atomic<std::size_t> m_next{0};
    std::atomic<std::uint64_t> m_revision;
    std::mutex m_mutex;
    std::optional<Error> m_first;
};

} // namespace countersign::server
