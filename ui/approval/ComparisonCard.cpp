#include "ui/approval/ComparisonCard.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

QString fieldText(const QString& field)
{
    if (field == u"types")
        return QObject::tr("Types");
    if (field == u"group")
        return QObject::tr("Cohort");
    if (field == u"since")
        return QObject::tr("Changed since");
    if (field == u"purpose")
        return QObject::tr("Purpose");
    if (field == u"fetchers")
        return QObject::tr("Fetched by");
    if (field == u"sensitivity")
        return QObject::tr("Sensitivity");
    if (field == u"size")
        return QObject::tr("Expected size");
    return field;
}

QString cohortOf(const wire::ExportRequestBody& request)
{
    if (request.level == wire::Level::Group && request.group)
        return client::shownText(request.group->name);
    return request.level == wire::Level::Patient ? QObject::tr("all patients") : QObject::tr("whole system");
}

QString sinceOf(const wire::ExportRequestBody& request, bool withHour)
{
    if (!request.since)
        return QObject::tr("no start date");
    return withHour ? QLocale().toString(toQDateTime(*request.since).toLocalTime(), QLocale::ShortFormat)
                    : dayText(*request.since);
}

/// How a single value is worded; none for lists.
QString worded(const QString& field, const wire::ExportRequestBody& request, bool withHour)
{
    if (field == u"group")
        return cohortOf(request);
    if (field == u"since")
        return sinceOf(request, withHour);
    if (field == u"purpose")
        return purposeText(request.purpose);
    if (field == u"sensitivity")
        return sensitivityText(request.sensitivity);
    if (field == u"size")
        return estimateText(resourcesText(request.estimate.resources), request.level);
    return {};
}

QWidget* differenceRow(const client::Difference& difference, const wire::ExportRequestBody& request,
                       const wire::ExportRequestBody& last)
{
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::xs);
    auto is = worded(difference.field, request, false);
    auto was = worded(difference.field, last, false);
    if (is.isEmpty()) {
        for (const auto& added : difference.added)
            line->addWidget(new Chip(QStringLiteral("+ ") + added, Tone::Warn));
        for (const auto& removed : difference.removed)
            line->addWidget(new Chip(QStringLiteral("− ") + removed, Tone::Neutral));
        line->addStretch();
        return row;
    }
    if (is == was) { // the same day
        is = worded(difference.field, request, true);
        was = worded(difference.field, last, true);
    }
    auto* text = textLabel(breakable(QObject::tr("%1 (was %2)").arg(is, was), longWord));
    text->setObjectName(QStringLiteral("difference-") + difference.field);
    text->setWordWrap(true);
    line->addWidget(text, 1);
    return row;
}

// From 20:00 to 06:00 where this console stands, and on Saturdays and Sundays.
bool offHours(Time time)
{
    const auto local = toQDateTime(time).toLocalTime();
    return local.date().dayOfWeek() > 5 || local.time().hour() < 6 || local.time().hour() >= 20;
}

} // namespace

ComparisonCard::ComparisonCard(client::ExportBook& book, QWidget* parent)
    : Card(tr("Compared with the last approved one"), parent),
      m_book(book),
      m_rows(new FactGrid),
      m_since(mutedLabel({}))
{
    setCorner(m_since);
    body()->addWidget(m_rows);
}

void ComparisonCard::set(const client::ExportView& view, Time now)
{
    m_rows->clear();
    const auto* before = client::lastLike(m_book, view);
    if (!before) {
        m_since->clear();
        m_rows->add(tr("Before"), tr("Nothing like it was approved before, for this source and recipient."));
        return;
    }
    m_since->setText(whenText(before->requestSignature.entered, now));
    const auto found = client::differences(view, *before);
    for (const auto& difference : found)
        m_rows->add(fieldText(difference.field), differenceRow(difference, view.request, before->request));
    if (found.empty())
        m_rows->add(tr("All facts"), tr("unchanged"));
}

SignalsCard::SignalsCard(client::ExportBook& book, QWidget* parent)
    : Card(tr("What to look at"), parent), m_book(book), m_rows(new QVBoxLayout)
{
    m_rows->setSpacing(space::s);
    body()->addLayout(m_rows);
}

void SignalsCard::set(const client::ExportView& view)
{
    while (auto* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this](const QString& word, Tone tone, const QString& text) {
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->addWidget(new Chip(word, tone), 0, Qt::AlignTop);
        auto* label = textLabel(text);
        label->setWordWrap(true);
        line->addWidget(label, 1);
        m_rows->addWidget(row);
    };
    const auto& exports = m_book.exports();
    const auto earlier = std::count_if(exports.begin(), exports.end(), [&](const client::ExportView& other) {
        return other.requestStatement.author.person == view.requestStatement.author.person &&
               other.requestSignature.entered < view.requestSignature.entered;
    });
    if (earlier == 0)
        add(tr("first"), Tone::Warn, tr("The first request by this person that you can see."));
    else
        add(tr("usual"), Tone::Ok,
            tr("%n earlier request(s) by this person.", nullptr, static_cast<int>(earlier)));
    if (!view.request.since)
        add(tr("no start date"), Tone::Warn, tr("Everything ever recorded is asked for, not just changes."));
    if (view.request.level == wire::Level::System)
        add(tr("whole system"), Tone::Warn, tr("All patients of the source, not a group."));
    if (view.request.sensitivity == wire::Sensitivity::High)
        add(tr("high"), Tone::Warn, tr("High sensitivity: more than one approver is needed at each gate."));
    if (offHours(view.requestSignature.entered))
        add(tr("off hours"), Tone::Warn, tr("Asked outside working hours."));
}

} // namespace countersign::ui
