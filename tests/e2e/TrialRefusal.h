#pragma once

#include "base/Error.h"
#include "ui/shell/Sentences.h"

#include <QTest>

namespace countersign::e2e {

/// Who says no: the server logs each refusal and gives its incident to quote, the console has none.
enum class By { Server, Console };

/// Nothing, if exactly this was refused, by whom it should be, with the sentence that a person reads;
/// otherwise what came out instead.
[[nodiscard]] inline QByteArray unlessRefused(const Error& error, By by, ErrorCode code, const char* sentence)
{
    const auto shown = ui::sentence(error);
    const bool byServer = !error.incident.empty();
    auto wanted = QString::fromUtf8(sentence);
    if (byServer)
        wanted += QStringLiteral(" Incident to quote: ") + QString::fromStdString(error.incident);
    if (error.code == code && byServer == (by == By::Server) && shown == wanted)
        return {};
    return "[" + QByteArray::fromStdString(std::string(codeText(error.code))) + "] " + shown.toUtf8() + " (" +
           QByteArray::fromStdString(error.detail) + ")";
}
template <typename T>
[[nodiscard]] QByteArray unlessRefused(const Result<T>& result, By by, ErrorCode code, const char* sentence)
{
    return result ? QByteArray("it was not refused") : unlessRefused(result.error(), by, code, sentence);
}

} // namespace countersign::e2e

#define REFUSED(result, by, code, sentence)                                                                  \
    do {                                                                                                     \
        const auto instead = ::countersign::e2e::unlessRefused(result, ::countersign::e2e::By::by,           \
                                                               ::countersign::ErrorCode::code, sentence);    \
        QVERIFY2(instead.isEmpty(), instead.constData());                                                    \
    } while (false)
