#pragma once

#include "client/Client.h"
#include "ui/keys/SigningKeyCard.h"

class QComboBox;
class QVBoxLayout;

namespace countersign::ui {

class KeyActionCard;

/// A person's signing keys: one's own, and for admins those of anybody.
class SigningKeysView final : public QWidget
{
    Q_OBJECT

public:
    explicit SigningKeysView(client::Client& client, QWidget* parent = nullptr);

    void load();
    void showPerson(const PersonId& person);

private:
    QWidget* makeHead();
    void listPeople();
    void showKeys();
    [[nodiscard]] std::vector<SigningKeyCard::Action> actionsOn(const client::SigningKeyView& key) const;
    [[nodiscard]] bool isMe() const;

    client::Client& m_client;
    PersonId m_person;
    QComboBox* m_people;
    QVBoxLayout* m_cards;
    EmptyState* m_empty;
    KeyActionCard* m_action;
    Notice* m_notice;
};

} // namespace countersign::ui
