#pragma once

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

[[nodiscard]] inline std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace countersign::client
