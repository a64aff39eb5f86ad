#include "server/source/SourceManifest.h"

#include "base/Text.h"
#include "crypto/StrictJson.h"
#include "server/source/SourceUrl.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace countersign::server {

namespace {

using nlohmann::json;

constexpr std::size_t longestUrl = 8192;
constexpr std::size_t longestInstant = 35;
constexpr unsigned deepest = 16; // extensions are the source's own

tl::unexpected<Error> refused(std::string_view what)
{
    return fail(ErrorCode::SourceData, "the manifest: " + std::string(what));
}

/// A member that is a list, or an empty list where it is missing and may be.
Result<json> list(const json& manifest, const char* name, bool needed)
{
    const auto found = manifest.find(name);
    if (found == manifest.end() && !needed)
        return json::array();
    if (found == manifest.end() || !found->is_array())
        return refused(std::string(name) + " is no list");
    return *found;
}

bool isPrintable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

/// Whether a text begins with the pattern, where `9` stands for any digit.
bool beginsAs(std::string_view text, std::string_view pattern)
{
    return text.size() >= pattern.size() &&
           std::ranges::equal(text.substr(0, pattern.size()), pattern,
                              [](char c, char p) { return p == '9' ? c >= '0' && c <= '9' : c == p; });
}

/// FHIR R4, instant, by its form: no room for text.
bool isInstant(std::string_view text)
{
    constexpr std::string_view seconds = "9999-99-99T99:99:99";
    if (text.size() > longestInstant || !beginsAs(text, seconds))
        return false;
    text.remove_prefix(seconds.size());
    if (beginsAs(text, ".9"))
        text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
    return text == "Z" || (text.size() == 6 && (beginsAs(text, "+99:99") || beginsAs(text, "-99:99")));
}

Result<std::string> httpsUrl(const json& holder)
{
    const auto found = holder.find("url");
    if (found == holder.end() || !found->is_string())
        return refused("an entry without url");
    const auto& url = found->get_ref<const std::string&>();
    if (url.size() > longestUrl || !isPrintable(url))
        return refused("a url that is no https address");
    return originOf(url).map([&](const std::string&) { return url; });
}

Result<ManifestFile> fileOf(const json& entry)
{
    if (!entry.is_object())
        return refused("an entry of output that is no object");
    const auto type = entry.find("type");
    if (type == entry.end() || !type->is_string() || !isResourceType(type->get_ref<const std::string&>()))
        return fail(ErrorCode::SourceOtherType, "the manifest: an entry of output without a resource type");
    auto url = httpsUrl(entry);
    if (!url)
        return tl::unexpected(url.error());
    ManifestFile file{*type, std::move(*url), {}};
    const auto count = entry.find("count");
    if (count == entry.end())
        return file;
    if (!count->is_number_unsigned())
        return refused("a count that is no number");
    file.count = count->get<std::uint64_t>();
    return file;
}

Result<void> readLinks(const json& manifest, SourceManifest& out)
{
    const auto links = list(manifest, "link", false);
    if (!links)
        return tl::unexpected(links.error());
    for (const auto& link : *links) {
        if (!link.is_object() || link.value("relation", json()) != "next")
            continue;
        auto url = httpsUrl(link);
        if (!url || out.next)
            return refused("more than one next page, or one without address");
        out.next = std::move(*url);
    }
    return {};
}

Result<void> readHead(const json& manifest, SourceManifest& out)
{
    const auto time = manifest.find("transactionTime");
    const auto token = manifest.find("requiresAccessToken");
    if (time == manifest.end() || !time->is_string())
        return refused("no transactionTime");
    out.transactionTime = *time;
    if (!isInstant(out.transactionTime))
        return refused("a transactionTime that is none");
    if (token == manifest.end() || !token->is_boolean())
        return refused("no requiresAccessToken");
    out.requiresAccessToken = *token;
    return {};
}

Result<void> readFiles(const json& manifest, SourceManifest& out)
{
    const auto output = list(manifest, "output", true);
    const auto deleted = list(manifest, "deleted", false);
    const auto errors = list(manifest, "error", false);
    for (const auto* each : {&output, &deleted, &errors})
        if (!*each)
            return tl::unexpected(each->error());
    if (output->size() > mostManifestFiles)
        return refused("too many files");
    for (const auto& entry : *output) {
        auto file = fileOf(entry);
        if (!file)
            return tl::unexpected(file.error());
        out.files.push_back(std::move(*file));
    }
    out.deletedFiles = deleted->size();
    out.errorFiles = errors->size();
    return {};
}

} // namespace

bool isResourceType(std::string_view text)
{
    const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    return !text.empty() && text.size() <= 64 && text.front() >= 'A' && text.front() <= 'Z' &&
           std::ranges::all_of(text, letter);
}

Result<SourceManifest> parseSourceManifest(std::string_view text)
{
    const auto manifest = crypto::parseStrictJson(text, deepest);
    if (!manifest || !manifest->is_object())
        return refused("no JSON object");
    SourceManifest out;
    auto done = readHead(*manifest, out).and_then([&] { return readFiles(*manifest, out); }).and_then([&] {
        return readLinks(*manifest, out);
    });
    if (!done)
        return tl::unexpected(done.error());
    return out;
}

} // namespace countersign::server
