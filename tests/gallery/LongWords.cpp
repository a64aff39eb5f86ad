#include "gallery/LongWords.h"

#include <QRegularExpression>

namespace countersign::gallery {

namespace {

constexpr qsizetype shortest = 3; // and, for, the: as long in every language

/// "approval" → "approvalappr": two fifths more.
QString longer(const QString& word)
{
    if (word.size() <= shortest)
        return word;
    return word + word.left((word.size() * 2 + 4) / 5).toLower();
}

} // namespace

LongWords::LongWords(const QTranslator* plurals, QObject* parent) : QTranslator(parent), m_plurals(plurals) {}

QString LongWords::translate(const char* context, const char* source, const char* disambiguation,
                             int count) const
{
    QString text;
    if (m_plurals && count >= 0)
        text = m_plurals->translate(context, source, disambiguation, count);
    if (text.isEmpty())
        text = QString::fromUtf8(source);
    return grown(text);
}

QString LongWords::grown(const QString& text)
{
    static const QRegularExpression piece(
        QStringLiteral("(<[^>]*>|&[a-z]+;|%L?[0-9n]+|%[0-9a-zA-Z])|(\\p{L}+)( )?"));
    QString out;
    qsizetype end = 0;
    int words = 0;
    auto pieces = piece.globalMatch(text);
    while (pieces.hasNext()) {
        const auto match = pieces.next();
        out += text.mid(end, match.capturedStart() - end);
        end = match.capturedEnd();
        if (match.capturedLength(2) == 0) {
            out += match.captured(1);
            continue;
        }
        out += longer(match.captured(2));
        // Each third word grows together with the next one, as compounds do.
        if (match.capturedLength(3) > 0 && (++words % 3 != 1 || match.capturedLength(2) <= shortest))
            out += u' ';
    }
    return out + text.mid(end);
}

} // namespace countersign::gallery
