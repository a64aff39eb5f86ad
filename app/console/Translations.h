#pragma once

class QCoreApplication;

namespace countersign::console {

/// Qt's and our own texts in the person's language: `:/i18n/countersign_<locale>.qm`. English is loaded, too,
/// for its plurals.
void loadTranslations(QCoreApplication& application);

} // namespace countersign::console
