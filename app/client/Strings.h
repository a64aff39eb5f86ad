#pragma once

#include "base/Text.h"

#include <string>
#include <string_view>

#include <QByteArray>
#include <QString>

/// Between Qt's texts (UTF-16) and ours (UTF-8).
namespace countersign::client {

[[nodiscard]] inline QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// What others chose, as a person may see it: what is hidden or would turn the text around it stands there as
/// U+FFFD, as bytes that are not UTF-8 do. Signed statements hold none of it (base/Text.h); what a server or
/// a source merely says may.
[[nodiscard]] inline QString shownText(std::string_view text)
{
    auto characters = qt(text).toUcs4();
    for (auto& character : characters)
        if (isHidden(character))
            character = QChar::ReplacementCharacter;
    return QString::fromUcs4(reinterpret_cast<const char32_t*>(characters.constData()), characters.size());
}

/// What a person sees of what they typed, in one line: a signed text holds nothing else.
[[nodiscard]] inline QString typedText(const QString& text)
{
    auto characters = text.simplified().toUcs4();
    characters.removeIf([](uint character) { return isHidden(character); });
    // Simplified once more: what was removed may have stood between blanks.
    return QString::fromUcs4(reinterpret_cast<const char32_t*>(characters.constData()), characters.size())
        .simplified();
}

[[nodiscard]] inline std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace countersign::client
