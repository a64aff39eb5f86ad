#pragma once

#include "server/job/FileRows.h"
#include "server/keys/KeyVault.h"
#include "server/source/SourceManifest.h"
#include "wire/Statement.h"

namespace countersign::server {

/// The files that a source's manifest names, as rows that are still wanted, under names of ours.
/// `SourceNothing` where it is empty, `SourceIncomplete` where it is not whole, `SourceOtherType` where it
/// names what the request does not ask for.
[[nodiscard]] Result<std::vector<FileRow>> filesOf(const SourceManifest& manifest,
                                                   const wire::ExportRequestBody& request, const JobId& job,
                                                   KeyVault& keys);

} // namespace countersign::server
