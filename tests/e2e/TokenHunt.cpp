#include "e2e/TokenHunt.h"

#include "crypto/Sha256.h"

#include <stdexcept>

#include <sqlite3.h>

namespace countersign::e2e {

namespace {

constexpr qsizetype tokenLength = 43; // 32 bytes in base64url
constexpr std::size_t prefixLength = 16;

constexpr auto allHashes = "SELECT refresh_hash FROM sessions UNION SELECT hash FROM spent_refresh UNION"
                           " SELECT json_extract(line, '$.token.id') FROM audit_entries"
                           " WHERE json_extract(line, '$.token.id') IS NOT NULL";

std::string prefixOf(const QByteArray& token)
{
    return crypto::sha256(std::string_view(token.constData(), static_cast<std::size_t>(token.size())))
        .text()
        .substr(0, prefixLength);
}

bool isBase64Url(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

int take(void* hashes, int, char** values, char**)
{
    static_cast<std::set<std::string>*>(hashes)->insert(std::string(values[0]).substr(0, prefixLength));
    return 0;
}

} // namespace

TokenHunt::TokenHunt(const QString& database)
{
    sqlite3* open = nullptr;
    const bool read =
        sqlite3_open_v2(database.toUtf8().constData(), &open, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
        sqlite3_busy_timeout(open, 5000) == SQLITE_OK &&
        sqlite3_exec(open, allHashes, take, &m_hashes, nullptr) == SQLITE_OK;
    const std::string why = sqlite3_errmsg(open);
    sqlite3_close(open);
    if (!read)
        throw std::runtime_error("no hashes of tokens: " + why);
}

void TokenHunt::know(const QByteArray& token)
{
    m_hashes.insert(prefixOf(token));
}

QStringList TokenHunt::foundIn(const QByteArray& content, const QString& place) const
{
    QStringList found;
    qsizetype run = 0;
    for (qsizetype at = 0; at < content.size(); ++at) {
        run = isBase64Url(content[at]) ? run + 1 : 0;
        if (run >= tokenLength && m_hashes.contains(prefixOf(content.mid(at + 1 - tokenLength, tokenLength))))
            found += QStringLiteral("a token in ") + place;
    }
    return found;
}

} // namespace countersign::e2e
