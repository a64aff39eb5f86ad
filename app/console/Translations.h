#pragma once

class QCoreApplication;

namespace countersign::console {

/// Qt's and our own texts in the person's language: `:/i18n/countersign_<locale>.qm`. English is loaded, too,
/// for its plurals. Where there is nothing in that language all is English, numbers and dates, too, as it is
/// written where the person is: a sentence in two languages is read wrongly.
void loadTranslations(QCoreApplication& application);

} // namespace countersign::console
