#include "verify/Program.h"

#include "trust/Evidence.h"
#include "verify/Extract.h"
#include "verify/Sentences.h"

#include <fstream>

namespace countersign::verify {

namespace {

constexpr std::string_view reportFormat = "countersign-evidence-report/v1";
constexpr std::size_t largestProfile = 256 * 1024;

struct Problem
{
    std::string code;
    std::string detail;
};
template <typename V>
void fields(V& v, Problem& m)
{
    v("code", m.code);
    v("detail", m.detail);
}

struct JsonReport
{
    std::string format{reportFormat};
    std::string sentence;
    std::optional<trust::EvidenceReport> report;
    std::optional<Problem> error;
};
template <typename V>
void fields(V& v, JsonReport& m)
{
    v("format", m.format);
    v("sentence", m.sentence);
    v("report", m.report);
    v("error", m.error);
}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error)
        return fail(ErrorCode::FileAccess, path.string() + ": " + error.message());
    if (size > limit)
        return fail(ErrorCode::TooLarge, path.string() + ": larger than may be");
    std::ifstream source(path, std::ios::binary);
    std::string text(size, '\0');
    if (!source.read(text.data(), static_cast<std::streamsize>(size)))
        return fail(ErrorCode::FileAccess, path.string() + ": can't be read");
    return text;
}

Result<wire::ProfileText> readProfile(const std::filesystem::path& path)
{
    const auto text = readFile(path, largestProfile);
    if (!text)
        return tl::unexpected(text.error());
    auto profile = wire::decode<wire::ProfileText>(*text);
    if (!profile)
        return fail(ErrorCode::Configuration, path.string() + ": " + profile.error().detail);
    if (!profile->root)
        return fail(ErrorCode::RootMissing, path.string() + ": pins no root");
    return profile;
}

Result<trust::EvidencePins> pinsOf(const Options& options)
{
    trust::EvidencePins pins;
    auto keys = options.witnesses;
    auto needed = options.witnessesNeeded;
    if (options.profile) {
        const auto profile = readProfile(*options.profile);
        if (!profile)
            return tl::unexpected(profile.error());
        pins.root = *profile->root;
        pins.server = profile->server;
        const auto pinned = profile->witnesses.value_or(std::vector<std::string>());
        keys.insert(keys.begin(), pinned.begin(), pinned.end());
        if (!needed && options.witnesses.empty())
            needed = profile->witnessesNeeded;
    } else {
        const auto root = Digest::fromText(options.root.value_or(""));
        if (!root)
            return fail(ErrorCode::BadRequest, "--root: not a digest");
        pins.root = *root;
    }
    if (options.server)
        pins.server = ServerId(*options.server);
    if (const auto asked = options.witnessesNeeded; asked && (*asked < 1 || *asked > std::ssize(keys)))
        return fail(ErrorCode::BadRequest, "--witnesses asks for " + std::to_string(*asked) + ", and " +
                                               std::to_string(keys.size()) +
                                               " are pinned (--witness, or the profile): at least 1 and no "
                                               "more than those can be asked for");
    auto witnesses = wire::pinnedWitnesses(keys, needed);
    if (!witnesses)
        return tl::unexpected(witnesses.error());
    pins.witnesses = std::move(*witnesses);
    return pins;
}

int exitCodeOf(trust::EvidenceVerdict verdict)
{
    switch (verdict) {
    case trust::EvidenceVerdict::Proven:
        return exitProven;
    case trust::EvidenceVerdict::Partly:
        return exitPartly;
    case trust::EvidenceVerdict::Refuted:
        break;
    }
    return exitRefuted;
}

Outcome unreadable(const Options& options, const Error& why)
{
    const auto sentence = plain("This can't be verified: " + why.detail + '.');
    if (!options.json)
        return {exitUnreadable, {}, sentence + '\n'};
    JsonReport report;
    report.sentence = sentence;
    report.error = Problem{std::string(codeText(why.code)), plain(why.detail)};
    return {exitUnreadable, wire::encode(report) + '\n', {}};
}

/// What a file is that is no JSON, and what its reader can do.
Error notEvidence(const Options& options, std::string_view bytes, const Error& why)
{
    if (why.code != ErrorCode::MalformedJson)
        return why;
    const auto file = options.bundle.string();
    const std::string again = ": get it again from whoever made it";
    if (bytes.empty())
        return {why.code, file + " is empty" + again};
    if (bytes.starts_with("{\"format\":\"countersign-evidence/"))
        return {why.code, file + " is cut short or damaged (" + why.detail + ')' + again};
    return {why.code, file + " is no evidence file (" + why.detail +
                          "): it would end in .countersign-evidence, and is saved by a console"};
}

Result<trust::EvidenceReport> verified(const Options& options)
{
    const auto pins = pinsOf(options);
    if (!pins)
        return tl::unexpected(pins.error());
    const auto bytes = readFile(options.bundle, trust::evidenceLimit);
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto report = trust::verifyEvidence(*bytes, *pins);
    if (!report)
        return tl::unexpected(notEvidence(options, *bytes, report.error()));
    if (options.extract)
        if (auto done = extract(*bytes, *options.extract); !done)
            return tl::unexpected(done.error());
    return report;
}

} // namespace

Outcome run(const Options& options)
{
    auto report = verified(options);
    if (!report)
        return unreadable(options, report.error());
    const auto code = exitCodeOf(report->verdict);
    if (!options.json)
        return {code, pageOf(*report), {}};
    JsonReport json;
    json.sentence = verdictSentence(*report);
    json.report = std::move(*report);
    return {code, wire::encode(json) + '\n', {}};
}

} // namespace countersign::verify
