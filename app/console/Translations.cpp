#include "console/Translations.h"

#include <memory>

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace countersign::console {

void loadTranslations(QCoreApplication& application)
{
    const auto folder = QStringLiteral(":/i18n");
    const auto install = [&](const QLocale& locale, const QString& name, const QString& from) {
        auto translator = std::make_unique<QTranslator>(&application);
        return translator->load(locale, name, QStringLiteral("_"), from) &&
               QCoreApplication::installTranslator(translator.release());
    };
    // The one installed last is asked first.
    install(QLocale(QLocale::English), QStringLiteral("countersign"), folder);
    const QLocale locale;
    if (locale.language() == QLocale::C || locale.language() == QLocale::English)
        return;
    if (install(locale, QStringLiteral("countersign"), folder))
        install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    else
        QLocale::setDefault(QLocale(QLocale::English, locale.territory()));
}

} // namespace countersign::console
