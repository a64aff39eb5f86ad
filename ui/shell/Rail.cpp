#include "ui/shell/Rail.h"

#include "ui/shell/RailButton.h"
#include "ui/theme/Theme.h"

#include <QKeyEvent>
#include <QVBoxLayout>

namespace countersign::ui {

Rail::Rail(const std::vector<PageEntry>& entries, QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("rail"));
    setAccessibleName(tr("Pages"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::s, space::s + 2, space::s, space::s);
    column->setSpacing(2);
    for (const auto& entry : entries) {
        auto* button = new RailButton(entry.title, entry.icon);
        button->setObjectName(QStringLiteral("rail") + entry.name.at(0).toUpper() + entry.name.mid(1));
        connect(button, &QAbstractButton::clicked, this, [this, page = entry.name] { emit chosen(page); });
        column->addWidget(button);
        m_order.push_back(button);
        m_buttons.emplace(entry.name, button);
    }
    column->addStretch();
    setNarrow(false);
}

void Rail::setShown(const QString& page, bool shown)
{
    if (const auto found = m_buttons.find(page); found != m_buttons.end())
        found->second->setVisible(shown);
}

void Rail::setBadge(const QString& page, int count)
{
    if (const auto found = m_buttons.find(page); found != m_buttons.end())
        found->second->setBadge(count);
}

void Rail::setCurrent(const QString& page)
{
    if (const auto found = m_buttons.find(page); found != m_buttons.end())
        found->second->setChecked(true);
}

void Rail::setNarrow(bool narrow)
{
    setFixedWidth(narrow ? space::railNarrow : space::rail);
    for (auto* button : m_order)
        button->setNarrow(narrow);
}

void Rail::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Down)
        focusNextChild();
    else if (event->key() == Qt::Key_Up)
        focusPreviousChild();
    else
        QFrame::keyPressEvent(event);
}

} // namespace countersign::ui
