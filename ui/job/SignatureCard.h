#pragma once

#include "client/ExportView.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

/// Who signed, with which key, how that key came to be trusted, and what was checked on this machine.
class SignatureCard final : public Card
{
    Q_OBJECT

public:
    explicit SignatureCard(const QString& title, QWidget* parent = nullptr);
    void set(const client::SignatureView& signature, Time now, bool logHolds);

private:
    FactGrid* m_facts;
};

} // namespace countersign::ui
