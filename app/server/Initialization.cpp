#include "server/Initialization.h"

#include "crypto/Certificates.h"
#include "server/InitializationFile.h"
#include "server/ServerFolder.h"
#include "server/people/EnrolmentCodes.h"
#include "trust/Checks.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace countersign::server {

namespace {

struct Invited
{
    std::vector<PersonRow> rows;
    std::vector<wire::EnrolmentCode> codes;
};

Result<Invited> invite(const std::vector<FirstPerson>& people, Time now)
{
    Invited invited;
    for (const auto& person : people) {
        PersonRow row;
        row.id = person.id;
        row.name = person.name;
        row.invited = person.roles;
        auto code = issueEnrolmentCode(row, now);
        if (!code)
            return tl::unexpected(code.error());
        wire::EnrolmentCode shown;
        shown.person = person.id;
        shown.code = std::move(*code);
        shown.expires = row.codeExpires;
        invited.codes.push_back(std::move(shown));
        invited.rows.push_back(std::move(row));
    }
    return invited;
}

std::string joined(const std::vector<wire::Role>& roles)
{
    std::string text;
    for (const auto role : roles)
        text += (text.empty() ? "" : " ") + std::string(wire::enumText(role));
    return text;
}

Result<void> enter(Transaction& transaction, const ServerId& server, const std::vector<PersonRow>& rows)
{
    if (auto entry = transaction.audit(hostEntry("server.init", server.text())); !entry)
        return tl::unexpected(entry.error());
    for (const auto& row : rows) {
        auto entry = hostEntry("people.invite", row.id.text());
        entry.detail["name"] = row.name;
        entry.detail["roles"] = joined(row.invited);
        const auto index = transaction.audit(entry);
        if (!index)
            return tl::unexpected(index.error());
        insertPerson(transaction.sql(), row, *index);
    }
    return {};
}

Result<std::string> readCa(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return fail(ErrorCode::FileAccess, file.string() + ": cannot be read: " + std::strerror(errno));
    std::string pem(std::istreambuf_iterator<char>(stream), {});
    if (!crypto::certificateFacts(pem) || pem.find("PRIVATE KEY") != std::string::npos)
        return fail(ErrorCode::Configuration, file.string() + ": is not a CA certificate in PEM alone");
    return pem;
}

Result<void> check(const Configuration& configuration, const InitializationOptions& options)
{
    if (auto good = checkFirstPeople(options.people); !good)
        return good;
    if (auto good = trust::checkPolicy(configuration.policy, adminsAmong(options.people)); !good)
        return fail(ErrorCode::Configuration,
                    "[policy] does not fit " + std::to_string(adminsAmong(options.people)) + " admins (" +
                        good.error().detail +
                        "); allowed: no more endorsements than admins, and fewer countersignatures");
    if (!options.profileFile.empty() && configuration.originAt(configuration.port).ends_with(":0"))
        return fail(ErrorCode::Configuration, "[listen] origin leaves its port open: there is no address yet "
                                              "that a profile could name");
    return {};
}

// Codes and profile are on the disk before the people are: codes that nobody can read would help nobody.
Result<void> commit(ServerFolder& folder, const Configuration& configuration,
                    const InitializationOptions& options, const Invited& invited)
{
    InitializationFile codes, profile;
    if (!options.codesFile.empty()) {
        auto written = InitializationFile::write(options.codesFile, codesText(invited.codes).revealText());
        if (!written)
            return tl::unexpected(written.error());
        codes = std::move(*written);
    }
    if (!options.profileFile.empty()) {
        const auto ca = readCa(options.caFile);
        if (!ca)
            return tl::unexpected(ca.error());
        auto written = InitializationFile::write(options.profileFile,
                                                 profileText(configuration, configuration.port, *ca));
        if (!written)
            return tl::unexpected(written.error());
        profile = std::move(*written);
    }
    auto done = folder.store->write(
        [&](Transaction& transaction) { return enter(transaction, configuration.facts.id, invited.rows); });
    if (!done)
        return done;
    codes.keep();
    profile.keep();
    return {};
}

} // namespace

Result<std::vector<wire::EnrolmentCode>> initialize(const Configuration& configuration,
                                                    const InitializationOptions& options, const Clock& clock)
{
    if (auto good = check(configuration, options); !good)
        return tl::unexpected(good.error());
    auto folder = ServerFolder::create(configuration, clock);
    if (!folder)
        return tl::unexpected(folder.error());
    auto invited = invite(options.people, clock.now());
    Result<void> done = invited ? commit(*folder, configuration, options, *invited)
                                : Result<void>(tl::unexpected(invited.error()));
    if (!done) {
        folder->store.reset();
        folder->vault.reset();
        ServerFolder::discard(configuration.dataFolder);
        return tl::unexpected(done.error());
    }
    return std::move(invited->codes);
}

Secret codesText(const std::vector<wire::EnrolmentCode>& codes)
{
    std::string text;
    text.reserve(codes.size() * 160); // no copies left behind as it grows
    for (const auto& code : codes) {
        text += code.person.text() + ' ';
        text += code.code.revealText();
        text += ' ' + timeText(code.expires) + '\n';
    }
    Secret secret{std::string_view(text)};
    wipe(text);
    return secret;
}

std::string profileText(const Configuration& configuration, std::uint16_t port, const std::string& caPem)
{
    wire::OrderedJson json;
    json["name"] = configuration.facts.name;
    json["url"] = configuration.originAt(port);
    json["environment"] = configuration.facts.environment;
    json["ca"] = caPem;
    json["server"] = configuration.facts.id.text();
    return json.dump(2) + '\n';
}

} // namespace countersign::server
