#pragma once

#include "ui/session/Step.h"

#include <QTimer>

namespace countersign::ui {

/// Six digits that submit themselves, or a recovery code.
class CodePage final : public Step
{
    Q_OBJECT

public:
    explicit CodePage(client::Client& client, QWidget* parent = nullptr);

    void begin();
    void takeFocus() override;

signals:
    void passed();
    /// The sign-in has to begin anew (too many codes, or it lapsed).
    void refused(const Error& error);

protected:
    bool ready() const override;

private:
    void submit(Secret code);
    void useRecovery(bool recovery);
    void tick();

    client::Client& m_client;
    CodeBoxes* m_boxes;
    QLabel* m_hint;
    QLabel* m_prompt;
    QPushButton* m_other;
    QLineEdit* m_recovery;
    QPushButton* m_continue;
    QTimer m_clock;
    bool m_usesRecovery = false;
};

} // namespace countersign::ui
