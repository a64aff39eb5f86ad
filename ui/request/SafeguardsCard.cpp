#include "ui/request/SafeguardsCard.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QDateEdit>
#include <QGridLayout>
#include <QListWidget>
#include <QSpinBox>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

using wire::Purpose;
constexpr Purpose purposes[] = {Purpose::TREAT,   Purpose::HPAYMT,   Purpose::HOPERAT,   Purpose::HRESCH,
                                Purpose::PUBHLTH, Purpose::HQUALIMP, Purpose::HSYSADMIN, Purpose::PATADMIN};

constexpr int fieldHeight = 32;

template <typename W>
W* named(W* widget, const char* name, const QString& accessible)
{
    widget->setObjectName(QLatin1String(name));
    widget->setAccessibleName(accessible);
    return widget;
}

} // namespace

SafeguardsCard::SafeguardsCard(QWidget* parent)
    : Card(tr("3  Purpose and safeguards"), parent),
      m_purpose(named(new QComboBox, "purpose", tr("Purpose of use"))),
      m_legalBasis(named(new QLineEdit, "legalBasis", tr("Legal basis"))),
      m_recipient(named(new QLineEdit, "recipient", tr("Recipient"))),
      m_fetchers(named(new QListWidget, "fetchers", tr("Who may fetch"))),
      m_sensitivity(named(new QComboBox, "sensitivity", tr("Sensitivity"))),
      m_ends(named(new QDateEdit, "ends", tr("Until"))),
      m_downloads(named(new QSpinBox, "downloads", tr("Downloads of each file")))
{
    for (const auto purpose : purposes)
        m_purpose->addItem(purposeText(purpose), static_cast<int>(purpose));
    m_purpose->setCurrentIndex(2);
    // Otherwise the longest text would make the form wider than its half of a small window.
    for (auto* box : {m_purpose, m_sensitivity}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
    }
    m_sensitivity->addItem(sensitivityText(wire::Sensitivity::Standard),
                           static_cast<int>(wire::Sensitivity::Standard));
    m_sensitivity->addItem(sensitivityText(wire::Sensitivity::High),
                           static_cast<int>(wire::Sensitivity::High));
    m_legalBasis->setPlaceholderText(tr("Contract or statute"));
    m_recipient->setPlaceholderText(tr("Receiving organisation"));
    m_ends->setCalendarPopup(true);
    m_ends->setDisplayFormat(QStringLiteral("d MMM yyyy"));
    m_downloads->setRange(1, 1);
    m_fetchers->setFixedHeight(fieldHeight);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::m);
    grid->setVerticalSpacing(space::s);
    const auto place = [grid](int row, int column, const QString& label, QWidget* field) {
        auto* name = mutedLabel(label);
        name->setMinimumHeight(fieldHeight);
        grid->addWidget(name, row, column * 2, Qt::AlignTop);
        grid->addWidget(field, row, column * 2 + 1, Qt::AlignTop);
    };
    place(0, 0, tr("Purpose of use"), m_purpose);
    place(0, 1, tr("Legal basis"), m_legalBasis);
    place(1, 0, tr("Recipient"), m_recipient);
    place(1, 1, tr("Fetched by"), m_fetchers);
    place(2, 0, tr("Sensitivity"), m_sensitivity);
    place(2, 1, tr("Until"), m_ends);
    place(3, 0, tr("Downloads"), m_downloads);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    body()->addLayout(grid);

    for (auto* box : {m_purpose, m_sensitivity})
        connect(box, &QComboBox::currentIndexChanged, this, &SafeguardsCard::changed);
    for (auto* edit : {m_legalBasis, m_recipient})
        connect(edit, &QLineEdit::textChanged, this, &SafeguardsCard::changed);
    connect(m_fetchers, &QListWidget::itemChanged, this, &SafeguardsCard::changed);
    connect(m_ends, &QDateEdit::dateChanged, this, &SafeguardsCard::changed);
    connect(m_downloads, &QSpinBox::valueChanged, this, &SafeguardsCard::changed);
}

void SafeguardsCard::setOffer(const client::Requests::Offer& offer, QDate today)
{
    std::set<PersonId> chosen;
    for (int row = 0; row < m_fetchers->count(); ++row)
        if (m_fetchers->item(row)->checkState() == Qt::Checked)
            chosen.insert(m_recipients[static_cast<std::size_t>(row)].person);
    m_recipients = offer.recipients;
    {
        const QSignalBlocker quiet(m_fetchers);
        m_fetchers->clear();
        for (const auto& recipient : m_recipients) {
            auto* item = new QListWidgetItem(client::shownText(recipient.name), m_fetchers);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
            item->setCheckState(chosen.contains(recipient.person) ? Qt::Checked : Qt::Unchecked);
            item->setSizeHint({0, fieldHeight - 2});
            item->setToolTip(
                toolTipText(tr("Encryption key %1").arg(client::shownText(recipient.key.text()))));
        }
    }
    m_fetchers->setFixedHeight(fieldHeight * std::clamp(m_fetchers->count(), 1, 3));
    m_downloads->setRange(1, std::max(1, offer.policy.downloads));
    m_ends->setDateRange(today.addDays(1), today.addDays(std::max(1, offer.policy.retentionDays - 1)));
    if (!std::exchange(m_endSuggested, true))
        m_ends->setDate(today.addDays(7));
    emit changed();
}

void SafeguardsCard::setLeastSensitivity(wire::Sensitivity least)
{
    if (m_least == least)
        return;
    m_least = least;
    m_sensitivity->setItemText(
        0, least == wire::Sensitivity::High
               ? tr("standard (not allowed for these types)")
               : tr("%1 (least allowed)").arg(sensitivityText(wire::Sensitivity::Standard)));
    if (least == wire::Sensitivity::High)
        m_sensitivity->setCurrentIndex(1);
}

void SafeguardsCard::write(wire::ExportRequestBody& body) const
{
    body.purpose = static_cast<Purpose>(m_purpose->currentData().toInt());
    body.legalBasis = m_legalBasis->text().simplified().toStdString();
    body.recipient = m_recipient->text().simplified().toStdString();
    body.sensitivity = static_cast<wire::Sensitivity>(m_sensitivity->currentData().toInt());
    body.downloads = m_downloads->value();
    body.ends = fromQDateTime(QDateTime(m_ends->date(), QTime(23, 59), Qt::UTC));
    body.fetchers.clear();
    for (int row = 0; row < m_fetchers->count(); ++row)
        if (m_fetchers->item(row)->checkState() == Qt::Checked) {
            const auto& recipient = m_recipients[static_cast<std::size_t>(row)];
            body.fetchers.push_back({recipient.person, recipient.key});
        }
}

QStringList SafeguardsCard::fetcherNames() const
{
    QStringList names;
    for (int row = 0; row < m_fetchers->count(); ++row)
        if (m_fetchers->item(row)->checkState() == Qt::Checked)
            names << m_fetchers->item(row)->text();
    return names;
}

} // namespace countersign::ui
