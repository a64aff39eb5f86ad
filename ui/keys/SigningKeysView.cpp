#include "ui/keys/SigningKeysView.h"

#include "client/ExportView.h"
#include "client/Strings.h"
#include "ui/keys/KeyActionCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

using State = client::SigningKeyView::State;
using Action = SigningKeyCard::Action;

SigningKeysView::SigningKeysView(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_people(new QComboBox),
      m_cards(nullptr),
      m_empty(
          new EmptyState(tr("No signing key"), tr("It is made when somebody signs in for the first time."))),
      m_action(new KeyActionCard(client)),
      m_notice(new Notice)
{
    m_notice->setObjectName(QStringLiteral("signingKeysNotice"));
    auto* content = new QWidget;
    m_cards = new QVBoxLayout(content);
    m_cards->setContentsMargins(0, 0, 0, 0);
    m_cards->setSpacing(space::m);
    m_cards->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    column->addWidget(makeHead());
    column->addWidget(m_notice);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(space::m);
    auto* list = new QVBoxLayout;
    list->addWidget(m_empty);
    list->addWidget(scrolling(content), 1);
    halves->addLayout(list, 1);
    auto* right = scrollingColumn({m_action});
    right->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    halves->addWidget(right, 1);
    column->addLayout(halves, 1);
    connect(&client.signingKeys(), &client::SigningKeys::changed, this, &SigningKeysView::showKeys);
    connect(m_action, &KeyActionCard::signedIt, this, [this] {
        m_notice->show(tr("Signed and in the log."), Tone::Ok);
        showKeys();
    });
}

QWidget* SigningKeysView::makeHead()
{
    m_people->setObjectName(QStringLiteral("signingKeysPerson"));
    m_people->setAccessibleName(tr("Whose keys"));
    m_people->setMinimumWidth(260);
    auto* head = new QWidget;
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(mutedLabel(tr("Keys of")));
    line->addWidget(m_people);
    line->addStretch();
    connect(m_people, &QComboBox::activated, this,
            [this] { showPerson(PersonId(m_people->currentData().toString().toStdString())); });
    return head;
}

bool SigningKeysView::isMe() const
{
    return m_person == m_client.session().me().person;
}

void SigningKeysView::load()
{
    if (m_person.empty())
        m_person = m_client.session().me().person;
    showKeys();
    QCoro::connect(m_client.log().advance(), this, [this](const Result<void>& done) {
        if (!done && done.error().code != ErrorCode::RootMissing)
            m_notice->show(sentence(done.error()), Tone::Bad);
        showKeys();
    });
}

void SigningKeysView::showPerson(const PersonId& person)
{
    m_person = person;
    m_action->end();
    m_notice->clear();
    showKeys();
}

// Everybody's are in the trust log; for whoever is no admin they are of no use here.
void SigningKeysView::listPeople()
{
    const auto& state = m_client.log().trust();
    const auto& me = m_client.session().me();
    m_people->clear();
    m_people->addItem(tr("you"), client::qt(me.person.text()));
    if (m_client.session().holds(wire::Role::Admin))
        for (const auto& [person, record] : state.people())
            if (person != me.person)
                m_people->addItem(buttonText(client::nameOf(state, person)), client::qt(person.text()));
    m_people->setCurrentIndex(std::max(0, m_people->findData(client::qt(m_person.text()))));
    m_people->parentWidget()->setVisible(m_people->count() > 1);
}

std::vector<Action> SigningKeysView::actionsOn(const client::SigningKeyView& key) const
{
    if (key.asksMe)
        return {Action::Refuse, Action::Vouch};
    if (key.state != State::InForce)
        return {};
    if (!isMe())
        return {Action::Revoke};
    return key.here ? std::vector{Action::Revoke, Action::Renew} : std::vector{Action::Revoke};
}

void SigningKeysView::showKeys()
{
    listPeople();
    const auto keys = m_client.signingKeys().of(m_person);
    while (m_cards->count() > 1) {
        auto* item = m_cards->takeAt(0);
        item->widget()->deleteLater();
        delete item;
    }
    const auto now = m_client.clock().now();
    int place = 0;
    // The newest first: that is the one something is to be done about.
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        auto* card = new SigningKeyCard(*key, actionsOn(*key), now);
        connect(card, &SigningKeyCard::chosen, this, [this, key = *key](Action action) {
            m_notice->clear();
            m_action->begin(m_person, key, action);
        });
        m_cards->insertWidget(place++, card);
    }
    m_empty->setVisible(keys.empty());
}

} // namespace countersign::ui
