#include "server/job/Manifest.h"

#include "server/artifact/SealedObject.h"
#include "server/job/SealedUrl.h"

#include <algorithm>
#include <map>

namespace countersign::server {

namespace {

constexpr std::size_t longestTime = 64;

Result<void> check(const SourceManifest& manifest, const wire::ExportRequestBody& request)
{
    // Nobody can decide on, or fetch, an export without a file.
    if (manifest.files.empty())
        return fail(ErrorCode::SourceNothing, "the source has nothing of what was asked for");
    // Those who release judge by counts: an export that lacks something must not look like a whole one.
    if (manifest.errorFiles > 0)
        return fail(ErrorCode::SourceIncomplete, "the source says that its export is not whole");
    if (manifest.transactionTime.empty() || manifest.transactionTime.size() > longestTime)
        return fail(ErrorCode::SourceData, "the source's manifest has no transaction time");
    for (const auto& file : manifest.files)
        if (std::find(request.types.begin(), request.types.end(), file.type) == request.types.end())
            return fail(ErrorCode::SourceOtherType, "the source sends a type that was not asked for");
    return {};
}

std::string nameOf(const std::string& type, int place)
{
    auto number = std::to_string(place);
    if (number.size() < 3)
        number.insert(0, 3 - number.size(), '0');
    return type + '.' + number + ".ndjson";
}

} // namespace

Result<std::vector<FileRow>> filesOf(const SourceManifest& manifest, const wire::ExportRequestBody& request,
                                     const JobId& job, KeyVault& keys)
{
    if (auto done = check(manifest, request); !done)
        return tl::unexpected(done.error());
    std::vector<FileRow> rows;
    std::map<std::string, int> ofType;
    for (const auto& file : manifest.files) {
        FileRow row;
        row.id = newFileId();
        row.job = job;
        row.type = file.type;
        row.name = nameOf(file.type, ofType[file.type]++);
        row.url = sealUrl(keys, file.url, row.id.text());
        row.needsToken = manifest.requiresAccessToken;
        row.expected = file.count;
        row.ordinal = static_cast<int>(rows.size());
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace countersign::server
