#include "verify/Extract.h"

#include "trust/Evidence.h"

#include <fstream>

namespace countersign::verify {

namespace {

/// The parts name people and what they did: for whoever extracts them, and nobody else on this machine.
class Folder
{
public:
    explicit Folder(std::filesystem::path path) : m_path(std::move(path)) {}

    void put(const std::string& name, std::string_view text)
    {
        using std::filesystem::perms;
        std::ofstream file(m_path / name, std::ios::binary);
        std::error_code refused;
        std::filesystem::permissions(m_path / name, perms::owner_read | perms::owner_write, refused);
        if (refused && m_fault.empty())
            m_fault = name;
        if (!file.write(text.data(), static_cast<std::streamsize>(text.size())).flush() && m_fault.empty())
            m_fault = name;
    }
    [[nodiscard]] Result<void> finish() const
    {
        return m_fault.empty()
                   ? Result<void>{}
                   : fail(ErrorCode::FileAccess, (m_path / m_fault).string() + ": can't be written");
    }

private:
    std::filesystem::path m_path;
    std::string m_fault;
};

std::string numbered(const char* what, std::size_t index, const char* end)
{
    return std::string(what) + '-' + std::to_string(index + 1) + end;
}

void putStatements(const trust::Evidence& evidence, Folder& folder)
{
    folder.put("request.jws.json", evidence.request.text());
    for (std::size_t i = 0; i < evidence.approvals.size(); ++i)
        folder.put(numbered("approval", i, ".jws.json"), evidence.approvals[i].text());
    if (evidence.release)
        folder.put("release.jws.json", evidence.release->text());
    for (std::size_t i = 0; i < evidence.receipts.size(); ++i)
        folder.put(numbered("receipt", i, ".jws.json"), evidence.receipts[i].text());
}

void putLogs(const trust::Evidence& evidence, Folder& folder)
{
    folder.put("trust.note", evidence.trustCheckpoint);
    folder.put("audit.note", evidence.auditCheckpoint);
    std::string lines;
    for (const auto& line : evidence.trust)
        lines += line + '\n';
    folder.put("trust.lines", lines);
    for (std::size_t i = 0; i < evidence.entries.size(); ++i) {
        folder.put(numbered("entry", i, ".line"), evidence.entries[i].line);
        folder.put(numbered("entry", i, ".tlog-proof"), evidence.entries[i].proof);
    }
}

void putKey(const crypto::PublicKey& key, Folder& folder)
{
    folder.put(key.thumbprint().text() + ".jwk", key.jwkText());
}

// As the trust log names them; whether it holds is the report's to say.
void putKeys(const trust::Evidence& evidence, Folder& folder)
{
    for (const auto& line : evidence.trust) {
        const auto entry = wire::decode<wire::TrustEntry>(line);
        if (!entry || entry->statement.empty())
            continue;
        const auto statement = wire::parseStatement(entry->statement.front().payload);
        if (!statement)
            continue;
        if (const auto* registration = statement->as<wire::KeyRegistrationBody>())
            putKey(registration->signing, folder);
        const auto* root = statement->as<wire::RootBody>();
        if (!root)
            continue;
        for (const auto& admin : root->admins)
            putKey(admin.signing, folder);
        putKey(root->serverKey, folder);
        folder.put("trust.vkey", root->trustLog + '\n');
        folder.put("audit.vkey", root->auditLog + '\n');
    }
    std::string witnesses;
    for (const auto& key : evidence.witnesses)
        witnesses += key + '\n';
    folder.put("witnesses.vkeys", witnesses);
}

} // namespace

Result<void> extract(std::string_view bundle, const std::filesystem::path& path)
{
    const auto evidence = trust::parseEvidence(bundle);
    if (!evidence)
        return tl::unexpected(evidence.error());
    std::error_code why;
    const bool made = std::filesystem::create_directory(path, why);
    if (!made && (!why || why == std::errc::file_exists))
        return fail(ErrorCode::FileExists,
                    path.string() + ": is there already; --extract takes a new folder");
    // Before anything lies in it.
    if (made)
        std::filesystem::permissions(path, std::filesystem::perms::owner_all, why);
    if (why)
        return fail(ErrorCode::FileAccess, path.string() + ": this folder can't be made: " + why.message());
    Folder folder(path);
    putStatements(*evidence, folder);
    putLogs(*evidence, folder);
    putKeys(*evidence, folder);
    return folder.finish();
}

} // namespace countersign::verify
