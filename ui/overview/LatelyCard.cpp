#include "ui/overview/LatelyCard.h"

#include "ui/shell/Sentences.h"

#include <QVBoxLayout>

namespace countersign::ui {

LatelyCard::LatelyCard(QWidget* parent) : Card(tr("Lately"), parent)
{
    body()->setSpacing(1);
}

void LatelyCard::set(const std::vector<LatelyItem>& items, Time now)
{
    while (m_lines.size() < items.size()) {
        Line line{new QLabel, mutedLabel({})};
        line.text->setTextFormat(Qt::RichText);
        line.text->setWordWrap(true);
        line.when->setContentsMargins(0, 0, 0, 6);
        body()->addWidget(line.text);
        body()->addWidget(line.when);
        m_lines.push_back(line);
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const bool used = i < items.size();
        m_lines[i].text->setVisible(used);
        m_lines[i].when->setVisible(used);
        if (!used)
            continue;
        m_lines[i].text->setText(items[i].text);
        m_lines[i].when->setText(whenText(items[i].when, now));
    }
    setVisible(!items.empty());
}

} // namespace countersign::ui
