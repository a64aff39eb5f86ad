#pragma once

#include <set>
#include <string>

#include <QByteArray>
#include <QStringList>

namespace countersign::e2e {

/// The consoles' own tokens, which these show to nobody: found by the hashes that the server has of them, of
/// refresh tokens in its tables, of access tokens (the first 16 digits) in the audit log.
class TokenHunt
{
public:
    TokenHunt() = default;
    /// From the server's database; it may be running.
    explicit TokenHunt(const QString& database);

    /// Also those whose token this is.
    void know(const QByteArray& token);
    [[nodiscard]] std::size_t known() const { return m_hashes.size(); }
    /// "a token in PLACE" for each text of 43 letters of base64url in there whose hash is known.
    [[nodiscard]] QStringList foundIn(const QByteArray& content, const QString& place) const;

private:
    std::set<std::string> m_hashes; ///< the first 16 digits
};

} // namespace countersign::e2e
