#pragma once

#include "ui/session/Step.h"

class QCheckBox;

namespace countersign::ui {

/// The recovery codes, shown once.
class RecoveryCodesPage final : public Step
{
    Q_OBJECT

public:
    explicit RecoveryCodesPage(client::Client& client, QWidget* parent = nullptr);

    void begin(const QStringList& codes);
    void takeFocus() override;

signals:
    void kept();

protected:
    bool ready() const override;

private:
    void save();

    client::Client& m_client;
    QLabel* m_codes;
    QCheckBox* m_confirm;
    QPushButton* m_continue;
};

} // namespace countersign::ui
