#include "ui/shell/LogSides.h"

#include "base/Quotes.h"
#include "client/Strings.h"
#include "ui/shell/LogWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

using client::LogDifference;

QString actionOf(const client::LoggedEntry& entry)
{
    if (entry.gate)
        return decisionText(*entry.gate, entry.verdict);
    return entry.statement ? statementText(*entry.statement) : actionText(entry.action);
}

/// "1,204,240 · CsUY…jqxI"
QWidget* treeLabel(const wire::SeenTree& tree)
{
    auto* pair = new QWidget;
    auto* row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    row->addWidget(textLabel(countText(tree.size) + QStringLiteral(" ·")));
    row->addWidget(new DigestLabel(client::qt(tree.root.text())), 1);
    return pair;
}

} // namespace

LogSides::LogSides(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_seen(new FactGrid),
      m_shown(new FactGrid),
      m_seenCard(new Card(tr("Seen by this console")))
{
    m_seen->setObjectName(QStringLiteral("ourSide"));
    m_shown->setObjectName(QStringLiteral("theirSide"));
    auto* shown = new Card(tr("Shown by the server now"));
    shown->setTone(Tone::Bad);
    auto* sides = new QHBoxLayout(this);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(space::m);
    for (auto [card, facts] : {std::pair{m_seenCard, m_seen}, {shown, m_shown}}) {
        card->body()->addWidget(facts);
        card->body()->addStretch();
        sides->addWidget(card, 1);
    }
}

QString LogSides::byText(const client::LoggedEntry& entry)
{
    const auto by = client::shownText(entry.by);
    return entry.called.empty()
               ? by
               : tr("%1, called “%2” in it").arg(by, client::shownText(withinQuotes(entry.called)));
}

void LogSides::show(const Error& error, const std::optional<wire::Seen>& seen, const QString& when)
{
    m_seen->clear();
    m_shown->clear();
    m_seenCard->setTitle(tr("Seen by this console %1").arg(when));
    if (const auto& where = m_client.log().difference())
        showParted(*where);
    else
        showUnknown(error, seen);
}

void LogSides::showParted(const LogDifference& where)
{
    const bool gone = where.kind == LogDifference::Kind::Gone;
    if (!where.exact())
        m_seen->add(entriesText(where), tr("as they were"));
    else if (where.ourLine)
        addEntry(m_seen, *where.ourLine, where, where.theirLine.value_or(std::string()));
    if (gone)
        m_shown->add(entriesText(where), tr("gone"));
    else if (!where.exact())
        m_shown->add(entriesText(where), tr("at least one is another"));
    else if (where.theirLine)
        addEntry(m_shown, *where.theirLine, where, where.ourLine.value_or(std::string()));
    m_seen->add(tr("Checkpoint"), treeLabel(where.ours));
    m_shown->add(tr("Checkpoint"), treeLabel(where.theirs));
}

// `other`: the other side's line, if it is known: what differs from it is red.
void LogSides::addEntry(FactGrid* facts, const std::string& line, const LogDifference& where,
                        const std::string& other)
{
    const auto& log = m_client.log();
    const auto read = [&](const std::string& text) {
        return client::loggedEntry(where.log, text, log.trust(), m_client.book().exports());
    };
    const auto entry = read(line);
    if (!entry)
        return;
    const auto before = facts == m_shown ? read(other) : std::nullopt;
    const auto mark = [](QWidget* value, bool differs) {
        if (differs)
            setTone(value, Tone::Bad);
    };
    mark(facts->add(tr("Entry %1").arg(countText(where.first)), actionOf(*entry)),
         before && actionOf(*before) != actionOf(*entry));
    if (!entry->by.empty())
        mark(facts->add(tr("By"), byText(*entry)), before && byText(*before) != byText(*entry));
    if (!entry->digest.empty()) {
        auto* digest = new DigestLabel(client::shownText(entry->digest));
        mark(digest, before && before->digest != entry->digest);
        facts->add(tr("Signs"), digest);
    }
    mark(facts->add(tr("Entered"), whenText(entry->time, m_client.clock().now())),
         before && before->time != entry->time);
}

void LogSides::showUnknown(const Error& error, const std::optional<wire::Seen>& seen)
{
    const auto addTree = [this](const QString& name, const wire::SeenTree& tree) {
        m_seen->add(name, treeLabel(tree));
    };
    if (seen) {
        addTree(tr("Audit log"), seen->audit);
        addTree(tr("Trust log"), seen->trust);
    } else {
        m_seen->add(tr("Checkpoint"), tr("kept in the evidence"));
    }
    m_shown->add(tr("Refused because"), client::shownText(error.detail));
    m_shown->add(tr("Checkpoint"), tr("kept in the evidence, exactly as it was received"));
}

} // namespace countersign::ui
