#include "ui/request/DataCard.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/FocusOrder.h"
#include "ui/theme/Theme.h"

#include <QCheckBox>
#include <QDateTimeEdit>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int columns = 3;

QDateTimeEdit* timeEdit(const QString& name, const QString& accessible)
{
    auto* edit = new QDateTimeEdit;
    edit->setObjectName(name);
    edit->setAccessibleName(accessible);
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
    edit->setTimeSpec(Qt::UTC);
    edit->setCalendarPopup(true);
    edit->setEnabled(false);
    return edit;
}
} // namespace

DataCard::DataCard(QWidget* parent)
    : Card(tr("2  Data"), parent),
      m_types(new QWidget),
      m_grid(new QGridLayout(m_types)),
      m_sinceOn(new QCheckBox(tr("Changed since"))),
      m_since(timeEdit(QStringLiteral("since"), tr("Changed since"))),
      m_untilOn(new QCheckBox(tr("Changed until"))),
      m_until(timeEdit(QStringLiteral("until"), tr("Changed until")))
{
    m_grid->setHorizontalSpacing(space::xl);
    m_grid->setVerticalSpacing(space::xs);
    m_types->setFocusPolicy(Qt::ClickFocus); // see FocusOrder.h
    m_grid->setContentsMargins(0, 0, 0, 0);
    body()->addWidget(m_types);
    body()->addWidget(makeTimes());
}

QWidget* DataCard::makeTimes()
{
    m_sinceOn->setObjectName(QStringLiteral("sinceOn"));
    m_untilOn->setObjectName(QStringLiteral("untilOn"));
    const auto today = QDateTime(QDateTime::currentDateTimeUtc().date(), QTime(0, 0), Qt::UTC);
    m_since->setDateTime(today.addMonths(-3));
    m_until->setDateTime(today);
    auto* times = new QWidget;
    // Each below its name: side by side they would be wider than a small window allows.
    auto* grid = new QGridLayout(times);
    grid->setContentsMargins(0, space::xs, 0, 0);
    grid->setHorizontalSpacing(space::m);
    grid->setVerticalSpacing(space::xs);
    grid->addWidget(m_sinceOn, 0, 0);
    grid->addWidget(m_since, 1, 0);
    grid->addWidget(m_untilOn, 0, 1);
    grid->addWidget(m_until, 1, 1);
    connect(m_sinceOn, &QCheckBox::toggled, m_since, &QWidget::setEnabled);
    connect(m_untilOn, &QCheckBox::toggled, m_until, &QWidget::setEnabled);
    for (auto* box : {m_sinceOn, m_untilOn})
        connect(box, &QCheckBox::toggled, this, &DataCard::changed);
    for (auto* edit : {m_since, m_until})
        connect(edit, &QDateTimeEdit::dateTimeChanged, this, &DataCard::changed);
    return times;
}

void DataCard::setSource(const wire::Source* source)
{
    while (auto* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_boxes.clear();
    if (!source)
        return;
    int place = 0;
    QWidget* before = m_types;
    for (const auto& offered : source->types) {
        const auto type = client::shownText(offered.type);
        auto* cell = new QWidget;
        auto* line = new QHBoxLayout(cell);
        line->setContentsMargins(0, 0, 0, 0);
        auto* check = new QCheckBox(buttonText(type));
        check->setObjectName(QStringLiteral("type-") + type);
        check->setChecked(m_chosen.contains(type));
        line->addWidget(check);
        line->addStretch();
        if (offered.count)
            line->addWidget(mutedLabel(shortCountText(*offered.count)));
        m_grid->addWidget(cell, place / columns, place % columns);
        followInFocus(before, check);
        before = check;
        ++place;
        m_boxes.emplace(type, Box{check, offered.count});
        connect(check, &QCheckBox::toggled, this, [this, type](bool on) {
            if (on)
                m_chosen.insert(type);
            else
                m_chosen.erase(type);
            emit changed();
        });
    }
}

void DataCard::write(wire::ExportRequestBody& body) const
{
    body.types.clear();
    body.estimate.resources = 0;
    for (const auto& [type, box] : m_boxes)
        if (box.check->isChecked()) {
            body.types.push_back(type.toStdString());
            body.estimate.resources += box.count.value_or(0);
        }
    body.since.reset();
    body.until.reset();
    if (m_sinceOn->isChecked())
        body.since = fromQDateTime(m_since->dateTime());
    if (m_untilOn->isChecked())
        body.until = fromQDateTime(m_until->dateTime());
}

} // namespace countersign::ui
