#pragma once

#include "server/api/Events.h"
#include "server/keys/KeyVault.h"
#include "server/source/SourceClient.h"
#include "server/store/Store.h"
#include "trust/Admission.h"
#include "trust/JobName.h"
#include "wire/Job.h"
#include "wire/Request.h"

/// The life of an export on the server: from the signed request to destruction.
namespace countersign::server {

using trust::jobIdOf;

class Jobs
{
public:
    struct Options
    {
        Store* store = nullptr;
        KeyVault* keys = nullptr;
        Events* events = nullptr;
        const Clock* clock = nullptr;
        std::filesystem::path objects; ///< folder of sealed files
        std::string environment;
        std::vector<SourceConfig> sources;
        unsigned parallelFiles = 4;
        /// Makes the client of a source; `SourceClient::create` unless a test has its own.
        std::function<Result<std::unique_ptr<SourceClient>>(const SourceConfig&)> client = {};
        /// Waits until the time is over or a stop is asked for; really waits unless a test does not.
        std::function<void(std::chrono::milliseconds, const std::stop_token&)> pause = {};
        /// Told of the bytes that sources send, as they come; on the intakes' threads.
        std::function<void(std::uint64_t)> tookIn = {};
    };
    [[nodiscard]] static std::unique_ptr<Jobs> create(Options options);
    virtual ~Jobs() = default;

    /// Goes on with whatever the last run left, and starts the clockwork (lapse, end, destruction).
    virtual void start() = 0;
    /// Cancels intakes (they go on at the next start); returns when the threads are done.
    virtual void stop() = 0;

    // Called inside the transaction in which a statement was admitted; they create or move the job and its
    // rows. `entry` is the index of the audit entry open in `transaction`. `decided` may open another, so
    // what the caller changes under its own comes before.
    [[nodiscard]] virtual Result<JobId> requested(Transaction& transaction, const trust::Entered& request,
                                                  std::uint64_t entry) = 0;
    [[nodiscard]] virtual Result<void> decided(Transaction& transaction, const JobId& job, wire::Gate gate,
                                               wire::Standing standing, std::uint64_t entry) = 0;
    [[nodiscard]] virtual Result<void> withdrawn(Transaction& transaction, const JobId& job,
                                                 std::uint64_t entry) = 0;
    /// A key was revoked, perhaps from an earlier entry on: ends every export that rests on what is void now,
    /// each under an entry of its own.
    [[nodiscard]] virtual Result<void> revoked(Transaction& transaction) = 0;
    /// In the transaction that stores a receipt of the file: true when with it every file of the export has
    /// one, and the export is retrieved.
    [[nodiscard]] virtual Result<bool> receipted(Transaction& transaction, const FileId& file,
                                                 std::uint64_t entry) = 0;

    [[nodiscard]] virtual Result<wire::Job> job(const JobId& id) const = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<wire::Job>> jobs() const = 0;
    /// The export's statements, for admission.
    [[nodiscard]] virtual Result<trust::ExportCase> exportCase(soci::session& sql,
                                                               const JobId& job) const = 0;

    /// Sources with counts, asked of them now (at most 3 s each, cached for a minute).
    [[nodiscard]] virtual std::vector<wire::Source> sources() = 0;

protected:
    Jobs() = default;
};

} // namespace countersign::server
