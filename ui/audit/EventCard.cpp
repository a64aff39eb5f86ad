#include "ui/audit/EventCard.h"

#include "client/Strings.h"
#include "ui/audit/Timeline.h"
#include "ui/shell/ConnectionWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <map>

#include <QCoreApplication>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

QString text(const std::string& value)
{
    return value.empty() ? QStringLiteral("—") : client::shownText(value);
}

/// The line's JSON, with what is hidden or turns text around as JSON's own escapes: the same text, and seen.
QString escaped(const QByteArray& line)
{
    QString shown;
    for (const auto character : QString::fromUtf8(line).toUcs4()) {
        const auto text = QString::fromUcs4(reinterpret_cast<const char32_t*>(&character), 1);
        if (!isHidden(character)) {
            shown += text;
            continue;
        }
        for (const auto unit : text)
            shown += QStringLiteral("\\u%1").arg(unit.unicode(), 4, 16, QLatin1Char('0'));
    }
    return shown;
}

/// What the server's names of details mean; others are shown as they are.
QString detailName(const std::string& name)
{
    static const std::map<std::string, const char*> names{
        {"name", QT_TRANSLATE_NOOP("EventCard", "Name")},
        {"count", QT_TRANSLATE_NOOP("EventCard", "Resources")},
        {"length", QT_TRANSLATE_NOOP("EventCard", "Bytes")},
        {"sha256", QT_TRANSLATE_NOOP("EventCard", "SHA-256")},
        {"key", QT_TRANSLATE_NOOP("EventCard", "Key")},
        {"gate", QT_TRANSLATE_NOOP("EventCard", "Gate")},
        {"code", QT_TRANSLATE_NOOP("EventCard", "Because")},
        {"files", QT_TRANSLATE_NOOP("EventCard", "Files")},
        {"state", QT_TRANSLATE_NOOP("EventCard", "State")},
        {"source", QT_TRANSLATE_NOOP("EventCard", "Source")},
        {"polls", QT_TRANSLATE_NOOP("EventCard", "Polls")},
        {"transaction-time", QT_TRANSLATE_NOOP("EventCard", "Data as of")},
        {"deleted-not-fetched", QT_TRANSLATE_NOOP("EventCard", "Deletions left out")},
        {"registration", QT_TRANSLATE_NOOP("EventCard", "Registration")},
        {"device", QT_TRANSLATE_NOOP("EventCard", "Device")},
        {"from", QT_TRANSLATE_NOOP("EventCard", "From byte")},
        {"sent", QT_TRANSLATE_NOOP("EventCard", "Bytes sent")},
        {"covered", QT_TRANSLATE_NOOP("EventCard", "Sent without a gap")},
        {"environment", QT_TRANSLATE_NOOP("EventCard", "Environment")},
        {"tenant", QT_TRANSLATE_NOOP("EventCard", "Tenant")},
        {"sensitivity", QT_TRANSLATE_NOOP("EventCard", "Sensitivity")},
        {"release", QT_TRANSLATE_NOOP("EventCard", "Release")},
        {"receipt", QT_TRANSLATE_NOOP("EventCard", "Receipt")},
    };
    const auto found = names.find(name);
    if (found != names.end())
        return QCoreApplication::translate("EventCard", found->second);
    constexpr qsizetype longest = 9;
    const auto shown = client::shownText(name);
    return shown.size() > longest ? shown.left(longest - 3) + u'…' : shown;
}

/// Of a file: as sha256sum prints it. What is no digest stays what it is.
QString detailValue(const std::string& name, const std::string& value)
{
    if (name == "sha256")
        if (const auto digest = Digest::fromText(value))
            return client::shownText(digest->hexText());
    return text(value);
}

/// Digests and other long words would be wider than the card.
QWidget* valueLabel(const QString& value)
{
    constexpr int longest = 20;
    if (value.size() > longest && !value.contains(u' '))
        return new DigestLabel(value);
    auto* label = textLabel(breakable(value));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

EventCard::EventCard(QWidget* parent)
    : Card({}, parent),
      m_facts(new FactGrid),
      m_exact(makeButton(tr("Show the exact line"), ButtonKind::Link, QStringLiteral("showExactLine"))),
      m_line(new QPlainTextEdit)
{
    setObjectName(QStringLiteral("eventCard"));
    m_line->setObjectName(QStringLiteral("exactLine"));
    m_line->setAccessibleName(tr("The entry's exact line"));
    m_line->setReadOnly(true);
    m_line->setMinimumHeight(m_line->fontMetrics().lineSpacing() * 7);
    m_line->hide();
    body()->addWidget(m_facts);
    body()->addWidget(m_exact, 0, Qt::AlignLeft);
    body()->addWidget(m_line);
    body()->addStretch();
    connect(m_exact, &QPushButton::clicked, this, [this] {
        m_line->setVisible(m_line->isHidden());
        m_exact->setText(m_line->isHidden() ? tr("Show the exact line") : tr("Hide the exact line"));
    });
    clear();
}

void EventCard::clear()
{
    setTitle(tr("No entry chosen"));
    m_facts->clear();
    m_facts->add(tr("Choose"), tr("an event of the timeline or a row of the list"));
    m_exact->setEnabled(false);
    m_line->clear();
}

void EventCard::set(const client::TrailEvent& event, Time now, std::uint64_t through, bool logHolds)
{
    const auto& entry = event.entry;
    setTitle(actionText(entry.action));
    m_facts->clear();
    auto* outcome = new Chip(outcomeText(entry.outcome), entry.outcome == "done" ? Tone::Ok : Tone::Bad);
    outcome->setObjectName(QStringLiteral("eventOutcome"));
    m_facts->add(tr("Outcome"), outcome);
    addActor(entry, now);
    addNetwork(entry, now);
    if (!entry.object.empty())
        m_facts->add(tr("Done to"), new DigestLabel(text(entry.object)));
    for (const auto& [name, value] : entry.detail)
        m_facts->add(detailName(name), valueLabel(detailValue(name, value)));
    m_facts->add(tr("Incident"), new DigestLabel(text(entry.id)));
    auto* proof = new Chip;
    proof->setObjectName(QStringLiteral("eventProof"));
    if (!logHolds)
        proof->set(tr("not verified: log broken"), Tone::Bad);
    else if (event.proved)
        proof->set(tr("proved through %1").arg(countText(through)), Tone::Ok);
    else
        proof->set(tr("not proved"), Tone::Bad);
    m_facts->add(tr("Entry"), countText(event.index));
    m_facts->add(tr("In the log"), proof);
    if (const auto line = escaped(event.line); m_line->toPlainText() != line)
        m_line->setPlainText(line);
    m_exact->setEnabled(true);
}

void EventCard::addActor(const wire::AuditEntry& entry, Time now)
{
    auto who = entry.actor.name.empty() ? text(entry.actor.person) : client::shownText(entry.actor.name);
    QStringList roles;
    for (const auto role : entry.actor.roles)
        roles << roleText(role);
    if (!roles.isEmpty())
        who += QStringLiteral(", ") + listText(roles);
    m_facts->add(tr("By"), breakable(who));
    m_facts->add(tr("When"), whenText(entry.time, now));
    // RFC 3339 allows the blank, where a narrow card may break it.
    m_facts->add(tr("In UTC"), client::shownText(timeText(entry.time)).replace(u'T', u' '));
    if (entry.actor.key)
        m_facts->add(tr("Device key"), new DigestLabel(client::shownText(entry.actor.key->text())));
}

void EventCard::addNetwork(const wire::AuditEntry& entry, Time now)
{
    if (const auto& network = entry.network) {
        m_facts->add(tr("From"), valueLabel(text(network->address)));
        m_facts->add(tr("TLS"), valueLabel(tlsText(text(network->tls))));
        m_facts->add(tr("Cipher"), new ElidedLabel(text(network->cipher)));
        if (!network->certificate.empty())
            m_facts->add(tr("Certificate"), new DigestLabel(text(network->certificate)));
    } else {
        m_facts->add(tr("From"), tr("within the server"));
    }
    if (const auto& token = entry.token) {
        m_facts->add(tr("Token"), new DigestLabel(text(token->id)));
        m_facts->add(tr("Token ends"), whenText(token->expires, now));
        QStringList scopes;
        for (const auto& scope : token->scopes)
            scopes << client::shownText(scope);
        if (!scopes.isEmpty())
            m_facts->add(tr("Scopes"), valueLabel(scopes.join(u' ')));
    }
}

} // namespace countersign::ui
