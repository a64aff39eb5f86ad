#include "ui/people/PersonCard.h"

#include "client/Strings.h"
#include "ui/people/MatterWords.h"
#include "ui/shell/PolicyWords.h"
#include "ui/shell/Sentences.h"

#include <QFontDatabase>
#include <QVBoxLayout>

namespace countersign::ui {

using Key = client::PersonView::Key;

QString keyText(Key key)
{
    switch (key) {
    case Key::None:
        return PersonCard::tr("none");
    case Key::Waiting:
        return PersonCard::tr("not endorsed");
    case Key::Endorsed:
        return PersonCard::tr("endorsed");
    case Key::Root:
        return PersonCard::tr("root");
    }
    return {};
}

Tone keyTone(Key key)
{
    switch (key) {
    case Key::None:
        return Tone::Neutral;
    case Key::Waiting:
        return Tone::Warn;
    case Key::Endorsed:
        return Tone::Ok;
    case Key::Root:
        return Tone::Accent;
    }
    return Tone::Neutral;
}

QString personStateText(const wire::Person& person)
{
    if (person.disabled)
        return PersonCard::tr("disabled");
    if (person.locked)
        return PersonCard::tr("locked");
    switch (person.enrol) {
    case wire::EnrolState::Invited:
        return PersonCard::tr("invited");
    case wire::EnrolState::Enrolled:
        return PersonCard::tr("enrolled");
    case wire::EnrolState::ResetPending:
        return PersonCard::tr("to enrol anew");
    }
    return {};
}

Tone personStateTone(const wire::Person& person)
{
    if (person.disabled || person.locked)
        return Tone::Bad;
    return person.enrol == wire::EnrolState::Enrolled ? Tone::Ok : Tone::Warn;
}

PersonCard::PersonCard(QWidget* parent) : Card({}, parent), m_facts(new FactGrid)
{
    setObjectName(QStringLiteral("personCard"));
    body()->addWidget(m_facts);
    setCount(0);
}

void PersonCard::setCount(int chosen)
{
    m_facts->clear();
    setTitle(chosen == 0 ? tr("Nobody chosen") : tr("%n people chosen", nullptr, chosen));
    m_facts->add(tr("Choose"), chosen == 0 ? tr("a person of the list, or several to endorse them together")
                                           : tr("one person alone to see who it is"));
}

void PersonCard::set(const client::PersonView& person, Time now)
{
    const auto& row = person.row;
    m_facts->clear();
    setTitle(person.name);
    const auto roleList = [](const std::vector<wire::Role>& roles) {
        QStringList names;
        for (const auto role : roles)
            names << roleText(role);
        return names.isEmpty() ? tr("none") : listText(names);
    };
    m_facts->add(tr("Signs in as"), client::shownText(row.id.text()));
    m_facts->add(tr("Roles in force"), roleList(person.roles));
    if (!row.invited.empty())
        m_facts->add(tr("Invited as"), roleList(row.invited));
    m_facts->add(tr("State"), new Chip(personStateText(row), personStateTone(row)));
    auto* key = new Chip(keyText(person.key), keyTone(person.key));
    key->setObjectName(QStringLiteral("personKey"));
    m_facts->add(tr("Signing key"), key);
    if (person.thumbprint) {
        auto* print = textLabel();
        print->setObjectName(QStringLiteral("personThumbprint"));
        print->setText(thumbprintText(*person.thumbprint));
        print->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        print->setWordWrap(true);
        print->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_facts->add(tr("Thumbprint"), print);
    }
    m_facts->add(tr("Seen"), row.seen ? whenText(*row.seen, now) : tr("never"));
    for (const auto& matter : person.waiting)
        m_facts->add(tr("Waits"), matterText(matter) + QStringLiteral(" · ") + matterStandingText(matter));
}

} // namespace countersign::ui
