#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QCheckBox;
class QSpinBox;
class QVBoxLayout;

namespace countersign::ui {

/// The next root to propose: which admins it names, and how many of them sign for the one after it.
class RootForm final : public Card
{
    Q_OBJECT

public:
    explicit RootForm(client::Client& client, QWidget* parent = nullptr);
    /// From the root in force.
    void begin();

signals:
    void signedIt();
    void closed();

private:
    void listAdmins();
    void lookForKeys();
    void showKeys();
    /// Those that the proposal is to name, where it changes them.
    [[nodiscard]] std::optional<wire::PreparedKeys> chosenKeys() const;
    [[nodiscard]] std::vector<PersonId> chosen() const;
    void updateParts();
    void send();
    void finish(const Result<void>& done);

    client::Client& m_client;
    QVBoxLayout* m_list;
    std::vector<std::pair<PersonId, QCheckBox*>> m_admins;
    QSpinBox* m_threshold;
    QCheckBox* m_otherKeys;
    FactGrid* m_keyFacts;
    std::optional<wire::PreparedKeys> m_prepared;
    QLabel* m_differences;
    CodeField* m_code;
    QPushButton* m_send;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
