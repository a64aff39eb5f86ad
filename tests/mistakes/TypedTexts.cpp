#include "mistakes/TypedTexts.h"

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QListWidget>

namespace countersign::test {

namespace {

bool isSecret(const QWidget* widget)
{
    return widget->objectName().endsWith(QStringLiteral("ode")); // code, inviteCode, …
}

} // namespace

QStringList typed(const Desk& desk)
{
    QStringList found;
    const auto add = [&](const QWidget* widget, const QString& value) {
        found += widget->objectName() + u'=' + value;
    };
    for (const auto* widget : desk.window().frame()->findChildren<QWidget*>()) {
        if (!widget->isVisible() || isSecret(widget) ||
            widget->objectName().startsWith(QStringLiteral("qt_")))
            continue;
        if (const auto* line = qobject_cast<const QLineEdit*>(widget))
            add(line, line->text());
        else if (const auto* text = qobject_cast<const QPlainTextEdit*>(widget); text && !text->isReadOnly())
            add(text, text->toPlainText());
        else if (const auto* box = qobject_cast<const QComboBox*>(widget))
            add(box, box->currentText());
        else if (const auto* check = qobject_cast<const QCheckBox*>(widget))
            add(check, check->isChecked() ? QStringLiteral("on") : QStringLiteral("off"));
        else if (const auto* spin = qobject_cast<const QAbstractSpinBox*>(widget))
            add(spin, spin->text());
        else if (const auto* list = qobject_cast<const QListWidget*>(widget))
            for (int row = 0; row < list->count(); ++row)
                add(list, list->item(row)->text() + QString::number(list->item(row)->checkState()));
    }
    found.sort();
    return found;
}

} // namespace countersign::test
