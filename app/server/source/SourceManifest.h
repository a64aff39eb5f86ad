#pragma once

#include "base/Time.h"

#include <cstdint>
#include <optional>
#include <vector>

/// What a source says about an export (Bulk Data 2.0.0, "Bulk Data Status Request").
namespace countersign::server {

struct ManifestFile
{
    std::string type; ///< FHIR resource type: `[A-Z][A-Za-z]*`, so that it may stand in a file name
    std::string url;  ///< https
    std::optional<std::uint64_t> count;
};

struct SourceManifest
{
    std::string transactionTime; ///< a FHIR instant, as the source wrote it, of at most 35 characters
    bool requiresAccessToken = false;
    std::vector<ManifestFile> files;
    std::size_t deletedFiles = 0;    ///< entries of `deleted`: not fetched
    std::size_t errorFiles = 0;      ///< entries of `error`: the export is not whole
    std::optional<std::string> next; ///< URL of the next page (`link`)
};

/// Of an export, over all pages: as many as a release may hold (`trust::admitRelease`).
constexpr std::size_t mostManifestFiles = 10'000;

/// Whether a text is a FHIR resource type by its form.
[[nodiscard]] bool isResourceType(std::string_view text);

/// `SourceData` for anything but a manifest, `SourceOtherType` for a type that is none, `SourceElsewhere` for
/// an address that is not https; no part of it is in the detail.
[[nodiscard]] Result<SourceManifest> parseSourceManifest(std::string_view text);

} // namespace countersign::server
