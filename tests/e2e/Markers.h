#pragma once

#include <functional>

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace countersign::e2e {

/// What `look` says of each file below the folders ("WHAT in FILE"), but of those whose path holds one of
/// `except`.
using Look = std::function<QStringList(const QByteArray& content, const QString& file)>;
[[nodiscard]] QStringList lookBelow(const QStringList& folders, const QStringList& except, const Look& look);

/// Secrets that went through the programs, and where they stand in clear: as they are, in base64 and
/// base64url at any alignment, in hexadecimal of either case, percent-encoded, as UTF-16, or backwards (as a
/// stack of characters would hold them).
class Markers
{
public:
    /// `what`: how a failure names it. Shorter ones than 8 bytes would be found by chance: refused.
    void plant(const QString& what, const QByteArray& secret);

    /// The six digits of a second factor.
    void plantCode(const QString& digits) { m_codes += digits.toLatin1(); }

    /// See `lookBelow`.
    [[nodiscard]] QStringList foundBelow(const QStringList& folders, const QStringList& except = {}) const;
    /// "WHAT in PLACE".
    [[nodiscard]] QStringList foundIn(const QByteArray& content, const QString& place) const;
    /// The codes that stand there by themselves, not within a longer number or word. One in a million numbers
    /// of six digits is one by chance.
    [[nodiscard]] QStringList codesIn(const QByteArray& content) const;

private:
    struct Secret
    {
        QString what;
        QList<QByteArray> forms;
    };
    QList<Secret> m_secrets;
    QList<QByteArray> m_codes;
};

} // namespace countersign::e2e
