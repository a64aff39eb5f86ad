#include "console/Translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace countersign::console {

void loadTranslations(QCoreApplication& application)
{
    const auto folder = QStringLiteral(":/i18n");
    const auto install = [&](const QLocale& locale, const QString& name, const QString& from) {
        auto* translator = new QTranslator(&application);
        if (translator->load(locale, name, QStringLiteral("_"), from))
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
    };
    // The one installed last is asked first.
    install(QLocale(QLocale::English), QStringLiteral("countersign"), folder);
    const QLocale locale;
    if (locale.language() == QLocale::C || locale.language() == QLocale::English)
        return;
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(locale, QStringLiteral("countersign"), folder);
}

} // namespace countersign::console
