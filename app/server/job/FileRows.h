#pragma once

#include "base/Ids.h"

#include <optional>
#include <vector>

#include <soci/soci.h>

namespace countersign::server {

enum class FileState : std::uint8_t {
    Wanted,   ///< named by the source's manifest, not (wholly) taken in yet
    Sealed,   ///< its object is complete and on the disk
    Destroyed ///< key and object are gone; count and digests stay
};

/// A row of `files`: one file of an export.
struct FileRow
{
    FileId id; ///< 32 hex digits: the 16 bytes of the sealed object's associated data
    JobId job;
    std::string name;        ///< `Patient.000.ndjson`
    std::string type;        ///< FHIR resource type
    std::string url;         ///< at the source, sealed (`SealedUrl.h`); emptied once the file is in
    bool needsToken = false; ///< the source wants our access token for it
    int ordinal = 0;         ///< place in the manifest
    FileState state = FileState::Wanted;
    std::optional<std::uint64_t> expected; ///< resources, by the source's manifest, where it tells
    std::uint64_t count = 0;               ///< resources; this and what follows once sealed
    std::uint64_t length = 0;              ///< of the plaintext, bytes
    Digest sha256;                         ///< of the plaintext
    std::uint64_t sealedLength = 0;        ///< of the object, bytes
    std::string object;                    ///< its name in the folder of objects
    KeyId key;                             ///< of the key-encryption key that wraps the file's key
    int downloads = 0;                     ///< that were receipted: the download room counts them
};

// These speak SQL and leave SOCI's exceptions to the store, which turns them into `Storage`.
[[nodiscard]] std::optional<FileRow> findFile(soci::session& sql, const FileId& id);
/// In the manifest's order.
[[nodiscard]] std::vector<FileRow> filesOfJob(soci::session& sql, const JobId& job);
void insertFile(soci::session& sql, const FileRow& row, std::uint64_t entry);
/// All but id, job and downloads.
void updateFile(soci::session& sql, const FileRow& row, std::uint64_t entry);
/// One more download of the file.
void countDownload(soci::session& sql, const FileId& id, std::uint64_t entry);

} // namespace countersign::server
