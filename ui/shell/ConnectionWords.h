#pragma once

#include <QString>

namespace countersign::ui {

/// "TLS 1.3" for the `TLSv1.3` of OpenSSL.
[[nodiscard]] inline QString tlsText(const QString& version)
{
    auto text = version;
    return text.replace(QStringLiteral("TLSv"), QStringLiteral("TLS "));
}

} // namespace countersign::ui
