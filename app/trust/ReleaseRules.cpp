#include "trust/Admission.h"
#include "trust/Checks.h"

#include <algorithm>

/// What the server's release may say: nothing wider than the request.
namespace countersign::trust {

namespace {

constexpr std::size_t mostFiles = 10'000;

bool namesFetcher(const std::vector<wire::Fetcher>& fetchers, const wire::Fetcher& fetcher)
{
    return std::any_of(fetchers.begin(), fetchers.end(), [&](const wire::Fetcher& other) {
        return other.person == fetcher.person && other.key == fetcher.key;
    });
}

const char* whatIsWider(Wider wider)
{
    switch (wider) {
    case Wider::Types:
        return "a file of a type that was not asked for";
    case Wider::Fetchers:
        return "a fetcher whom the request does not name";
    case Wider::Downloads:
        return "more downloads than were asked for";
    case Wider::Ends:
        break;
    }
    return "ends later than was asked for";
}

// Signed by the key that the root names. Whoever else has the server's database can't make one.
Result<void> checkServer(const TrustState& state, const Entered& release)
{
    const auto& author = release.signedStatement.statement.author;
    if (auto done = checkEnvelope(release.signedStatement, state.server(), release.index, release.time);
        !done)
        return done;
    const auto& key = state.rootAt(release.index).serverKey;
    if (author.person != wire::serverAuthor || author.key != key.thumbprint() ||
        !release.signedStatement.signatures.front().verify(key))
        return fail(ErrorCode::SignatureInvalid, "a release is signed by the root's server key");
    return {};
}

// A name that is a file's name and nothing else on every system; the console writes it into a person's
// folder.
bool isFileName(const std::string& name)
{
    return isIdText(name) && name.front() != '.' && name.back() != '.';
}

std::string lowerCase(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool isFileId(const FileId& id)
{
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return id.text().size() == 32 && std::all_of(id.text().begin(), id.text().end(), digit);
}

Result<void> checkFiles(const wire::ReleaseBody& body)
{
    std::set<FileId> ids;
    std::set<std::string> names; // some file systems ignore case
    if (body.files.size() > mostFiles)
        return fail(ErrorCode::StatementRefused, "too many files");
    for (const auto& file : body.files) {
        if (!isFileId(file.id) || !isFileName(file.name))
            return fail(ErrorCode::StatementRefused, "a file's id or name");
        if (!ids.insert(file.id).second || !names.insert(lowerCase(file.name)).second)
            return fail(ErrorCode::StatementRefused, "a file twice");
    }
    return {};
}

Result<void> checkBounds(const wire::ReleaseBody& body, Time entered)
{
    std::set<KeyThumbprint> keys;
    for (const auto& fetcher : body.fetchers) {
        if (!keys.insert(fetcher.key).second)
            return fail(ErrorCode::StatementRefused, "a fetcher is named twice");
    }
    if (body.fetchers.empty() || body.downloads < 1)
        return fail(ErrorCode::StatementRefused, "released to nobody");
    if (body.ends <= entered)
        return fail(ErrorCode::Lapsed, "the export has ended");
    if (!textWithin(body.transactionTime, 1, 64))
        return fail(ErrorCode::StatementRefused, "the source's transaction time");
    return {};
}

} // namespace

std::optional<Wider> widerThan(const wire::ExportRequestBody& request, const wire::ReleaseBody& release)
{
    const auto& types = request.types;
    for (const auto& file : release.files)
        if (std::find(types.begin(), types.end(), file.type) == types.end())
            return Wider::Types;
    for (const auto& fetcher : release.fetchers)
        if (!namesFetcher(request.fetchers, fetcher))
            return Wider::Fetchers;
    if (release.downloads > request.downloads)
        return Wider::Downloads;
    if (release.ends > request.ends)
        return Wider::Ends;
    return std::nullopt;
}

Result<void> admitRelease(const TrustState& state, const ExportCase& theCase, const Entered& release)
{
    const auto* body = release.signedStatement.statement.as<wire::ReleaseBody>();
    if (!body)
        return fail(ErrorCode::StatementRefused, "not a release");
    if (auto done = checkServer(state, release); !done)
        return done;
    const auto* request = theCase.request.signedStatement.statement.as<wire::ExportRequestBody>();
    if (!request || body->request != theCase.request.signedStatement.digest)
        return fail(ErrorCode::OtherSubject, "the release of another request");
    if (theCase.release)
        return fail(ErrorCode::Conflict, "is released already");
    if (theCase.withdrawal)
        return fail(ErrorCode::NotOpen, "the request was withdrawn");
    // What entered later than the release can't have allowed it.
    ExportCase before = theCase;
    std::erase_if(before.decisions, [&](const Entered& decision) { return decision.index >= release.index; });
    if (standing(state, before, wire::Gate::Request, release.time) != wire::Standing::Effective)
        return fail(ErrorCode::ApprovalMissing, "the request was not approved before the release");
    if (const auto wider = widerThan(*request, *body))
        return fail(ErrorCode::ReleaseWider, whatIsWider(*wider));
    if (auto done = checkBounds(*body, release.time); !done)
        return done;
    return checkFiles(*body);
}

} // namespace countersign::trust
