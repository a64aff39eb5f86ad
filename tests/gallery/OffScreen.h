#pragma once

#include <QTemporaryDir>

namespace countersign::gallery {

/// For programs that draw off-screen, made before their `QApplication`: a runtime folder of their own where
/// the session has none, and no warning for each window that a plugin without a screen has no use for its
/// size hints.
class OffScreen final
{
public:
    OffScreen()
    {
        if (qEnvironmentVariable("QT_QPA_PLATFORM") != QStringLiteral("offscreen"))
            return;
        if (!qEnvironmentVariableIsSet("XDG_RUNTIME_DIR"))
            qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit());
        before() = qInstallMessageHandler(handle);
    }

private:
    static QtMessageHandler& before()
    {
        static QtMessageHandler handler = nullptr;
        return handler;
    }
    static void handle(QtMsgType type, const QMessageLogContext& context, const QString& text)
    {
        if (text != QStringLiteral("This plugin does not support propagateSizeHints()"))
            before()(type, context, text);
    }

    QTemporaryDir m_runtime;
};

} // namespace countersign::gallery
