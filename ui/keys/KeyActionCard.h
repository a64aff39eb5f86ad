#pragma once

#include "client/Client.h"
#include "ui/keys/SigningKeyCard.h"

class QComboBox;
class QDateTimeEdit;

namespace countersign::ui {

/// What is about to be signed about one signing key, what it does to what was decided already, a reason and a
/// code.
class KeyActionCard final : public Card
{
    Q_OBJECT

public:
    explicit KeyActionCard(client::Client& client, QWidget* parent = nullptr);

    /// For this key of this person; what was typed for another is dropped.
    void begin(const PersonId& person, const client::SigningKeyView& key, SigningKeyCard::Action action);
    /// Nothing is about to be done.
    void end();
    [[nodiscard]] const KeyThumbprint& key() const { return m_key.signing; }

signals:
    void signedIt();

private:
    void buildRevocation();
    void updateParts();
    [[nodiscard]] QString explanation() const;
    [[nodiscard]] QString revocationText() const;
    [[nodiscard]] QString effectText() const;
    [[nodiscard]] std::uint64_t voidFrom() const;
    [[nodiscard]] bool reachesBack() const;
    void send();
    void finish(const Result<void>& done);

    client::Client& m_client;
    PersonId m_person;
    client::SigningKeyView m_key;
    SigningKeyCard::Action m_action = SigningKeyCard::Renew;
    QLabel* m_what;
    QWidget* m_revocation;
    QComboBox* m_cause;
    QComboBox* m_from;
    QDateTimeEdit* m_since;
    QLabel* m_effect;
    QLabel* m_deviceName;
    QLineEdit* m_device;
    QLineEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_send;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
