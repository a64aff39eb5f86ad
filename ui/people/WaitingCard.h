#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QCheckBox;
class QVBoxLayout;

namespace countersign::ui {

/// Statements that wait for another admin: those ticked are decided together under one code.
class WaitingCard final : public Card
{
    Q_OBJECT

public:
    explicit WaitingCard(client::Client& client, QWidget* parent = nullptr);
    void set(std::vector<client::AdminMatterView> matters);

private:
    QWidget* makeRow(const client::AdminMatterView& matter, std::size_t number, bool ticked);
    void tickAll();
    void updateButtons();
    void decide(wire::Verdict verdict);
    [[nodiscard]] std::vector<Digest> ticked() const;
    [[nodiscard]] std::size_t open() const; ///< how many this person may decide

    client::Client& m_client;
    std::vector<client::AdminMatterView> m_matters;
    QCheckBox* m_all;
    QVBoxLayout* m_list;
    std::vector<QWidget*> m_rows;
    std::vector<QCheckBox*> m_ticks; ///< null where this person may not decide
    QLineEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_reject;
    QPushButton* m_sign;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
