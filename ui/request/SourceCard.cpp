#include "ui/request/SourceCard.h"

#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

SourceCard::SourceCard(QWidget* parent)
    : Card(tr("1  Source and cohort"), parent),
      m_title(new QLineEdit),
      m_source(new QComboBox),
      m_level(new QComboBox),
      m_group(new QComboBox),
      m_state(mutedLabel({}))
{
    m_title->setObjectName(QStringLiteral("title"));
    m_title->setAccessibleName(tr("Title"));
    m_title->setPlaceholderText(tr("A title by which people will recognise this export"));
    m_title->setMaxLength(120);
    m_source->setObjectName(QStringLiteral("source"));
    m_source->setAccessibleName(tr("Source"));
    m_level->setObjectName(QStringLiteral("level"));
    m_level->setAccessibleName(tr("Cohort"));
    m_level->addItem(tr("Group"), QVariant::fromValue(static_cast<int>(wire::Level::Group)));
    m_level->addItem(tr("Whole system"), QVariant::fromValue(static_cast<int>(wire::Level::System)));
    m_group->setObjectName(QStringLiteral("group"));
    m_group->setAccessibleName(tr("Group"));
    m_state->setWordWrap(true);

    for (auto* box : {m_source, m_level, m_group}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
    }
    auto* line = new QHBoxLayout;
    line->setSpacing(space::m);
    line->addWidget(m_source, 3);
    line->addWidget(m_level, 2);
    line->addWidget(m_group, 3);
    body()->addWidget(m_title);
    body()->addLayout(line);
    body()->addWidget(m_state);

    connect(m_title, &QLineEdit::textChanged, this, &SourceCard::changed);
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] {
        {
            const QSignalBlocker quiet(m_group);
            m_group->clear();
        }
        m_chosenGroup.clear(); // of another source
        showSource();
        emit sourceChanged();
        emit changed();
    });
    connect(m_level, &QComboBox::currentIndexChanged, this, [this] {
        showSource();
        emit changed();
    });
    connect(m_group, &QComboBox::currentIndexChanged, this, &SourceCard::changed);
}

void SourceCard::setOffer(const client::Requests::Offer& offer)
{
    const auto chosen = m_source->currentData().toString();
    m_sources = offer.sources.sources;
    {
        const QSignalBlocker quiet(m_source);
        m_source->clear();
        for (const auto& source : m_sources)
            m_source->addItem(client::shownText(source.name), client::shownText(source.id.text()));
        // One that is gone gives its place to none: nobody signs for another one by oversight.
        if (!chosen.isEmpty())
            m_source->setCurrentIndex(m_source->findData(chosen));
    }
    showSource();
    emit sourceChanged();
    emit changed();
}

const wire::Source* SourceCard::source() const
{
    const int row = m_source->currentIndex();
    return row >= 0 && row < static_cast<int>(m_sources.size()) ? &m_sources[static_cast<std::size_t>(row)]
                                                                : nullptr;
}

void SourceCard::showSource()
{
    const auto* chosen = source();
    const bool byGroup = m_level->currentData().toInt() == static_cast<int>(wire::Level::Group);
    if (m_group->currentIndex() >= 0)
        m_chosenGroup = m_group->currentData().toString();
    {
        const QSignalBlocker quiet(m_group);
        m_group->clear();
        if (chosen)
            for (const auto& group : chosen->groups) {
                auto text = client::shownText(group.name);
                if (group.patients)
                    text += QStringLiteral(" (%1)").arg(countText(*group.patients));
                m_group->addItem(text, client::qt(group.id));
            }
        if (!m_chosenGroup.isEmpty())
            m_group->setCurrentIndex(m_group->findData(m_chosenGroup));
    }
    m_group->setVisible(byGroup);
    m_state->setVisible(true);
    if (!chosen)
        m_state->setText(tr("No source is configured on this server. Ask an admin."));
    else if (!chosen->reachable)
        m_state->setText(
            tr("The source does not answer now (%1). You can still ask; counts are missing.")
                .arg(sentenceForCode(client::shownText(chosen->failure.value_or("source-unreachable")))));
    else
        m_state->hide();
}

void SourceCard::takeFocus()
{
    m_title->setFocus();
}

void SourceCard::write(wire::ExportRequestBody& body) const
{
    body.title = m_title->text().simplified().toStdString();
    const auto* chosen = source();
    if (!chosen)
        return;
    body.source = chosen->id;
    body.sourceName = chosen->name;
    body.level = static_cast<wire::Level>(m_level->currentData().toInt());
    body.group.reset();
    if (body.level != wire::Level::Group) {
        // Every patient of the source, whichever types are asked for.
        const auto isPatient = [](const auto& type) { return type.type == "Patient"; };
        const auto patients = std::find_if(chosen->types.begin(), chosen->types.end(), isPatient);
        body.estimate.patients = patients == chosen->types.end() ? 0 : patients->count.value_or(0);
        return;
    }
    for (const auto& group : chosen->groups)
        if (client::qt(group.id) == m_group->currentData().toString()) {
            body.group = wire::GroupReference{group.id, group.name};
            body.estimate.patients = group.patients.value_or(0);
        }
}

} // namespace countersign::ui
