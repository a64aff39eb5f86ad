#include "e2e/Markers.h"

#include <algorithm>
#include <stdexcept>

#include <QDirIterator>
#include <QFile>

namespace countersign::e2e {

namespace {

constexpr int leastBytes = 8;

// The part of a text in base64 that does not depend on what stands before and behind it.
QByteArray base64At(const QByteArray& secret, int offset, QByteArray::Base64Options options)
{
    const auto text = (QByteArray(offset, '\0') + secret).toBase64(options);
    const auto from = offset == 0 ? 0 : offset + 1;
    const auto to = (offset + secret.size()) * 4 / 3;
    return text.mid(from, to - from);
}

QList<QByteArray> formsOf(const QByteArray& secret)
{
    auto backwards = secret;
    std::reverse(backwards.begin(), backwards.end());
    const auto wide = QString::fromLatin1(secret);
    QList<QByteArray> forms{secret,
                            secret.toHex(),
                            secret.toHex().toUpper(),
                            secret.toPercentEncoding(),
                            QByteArray(reinterpret_cast<const char*>(wide.utf16()), wide.size() * 2),
                            backwards};
    for (int offset = 0; offset < 3; ++offset)
        for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding})
            forms += base64At(secret, offset, alphabet | QByteArray::OmitTrailingEquals);
    return forms;
}

} // namespace

QStringList lookBelow(const QStringList& folders, const QStringList& except, const Look& look)
{
    QStringList found;
    for (const auto& folder : folders) {
        QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const auto file = files.next();
            const auto excepted = [&](const auto& part) { return file.contains(part); };
            if (std::any_of(except.begin(), except.end(), excepted))
                continue;
            QFile source(file);
            if (source.open(QIODevice::ReadOnly))
                found += look(file.toUtf8() + source.readAll(), file);
            else if (source.exists())
                throw std::runtime_error((file + QStringLiteral(" cannot be read")).toStdString());
            else // a server at work renames what it has finished: from the beginning then
                return lookBelow(folders, except, look);
        }
    }
    return found;
}

void Markers::plant(const QString& what, const QByteArray& secret)
{
    if (secret.size() < leastBytes)
        throw std::runtime_error((what + QStringLiteral(" is too short to be looked for")).toStdString());
    m_secrets += {what, formsOf(secret)};
}

QStringList Markers::foundIn(const QByteArray& content, const QString& place) const
{
    QStringList found;
    for (const auto& secret : m_secrets)
        if (std::any_of(secret.forms.begin(), secret.forms.end(),
                        [&](const auto& form) { return content.contains(form); }))
            found += secret.what + QStringLiteral(" in ") + place;
    return found;
}

QStringList Markers::codesIn(const QByteArray& content) const
{
    const auto isPart = [&](qsizetype at) {
        return at >= 0 && at < content.size() && QChar::isLetterOrNumber(static_cast<uchar>(content[at]));
    };
    QStringList found;
    for (const auto& code : m_codes)
        for (auto at = content.indexOf(code); at >= 0; at = content.indexOf(code, at + 1))
            if (!isPart(at - 1) && !isPart(at + code.size())) {
                found += QString::fromLatin1(code);
                break;
            }
    return found;
}

QStringList Markers::foundBelow(const QStringList& folders, const QStringList& except) const
{
    return lookBelow(folders, except,
                     [this](const auto& content, const auto& file) { return foundIn(content, file); });
}

} // namespace countersign::e2e
