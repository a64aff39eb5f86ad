#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace countersign::e2e {

/// Secrets that went through the programs, and where they stand in clear: as they are, in base64 and
/// base64url at any alignment, in hexadecimal of either case, percent-encoded, as UTF-16, or backwards (as a
/// stack of characters would hold them).
class Markers
{
public:
    /// `what`: how a failure names it. Shorter ones than 8 bytes would be found by chance: refused.
    void plant(const QString& what, const QByteArray& secret);

    /// "WHAT in FILE", for each file below the folders but those whose path holds one of `except`.
    [[nodiscard]] QStringList foundBelow(const QStringList& folders, const QStringList& except = {}) const;
    /// "WHAT in PLACE".
    [[nodiscard]] QStringList foundIn(const QByteArray& content, const QString& place) const;

private:
    struct Secret
    {
        QString what;
        QList<QByteArray> forms;
    };
    QList<Secret> m_secrets;
};

} // namespace countersign::e2e
