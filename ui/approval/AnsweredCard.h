#pragma once

#include "client/ExportView.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

/// At the release: the request that it answers, who stands for it, and that it offers nothing wider; each
/// fact with whom it comes from.
class AnsweredCard final : public Card
{
    Q_OBJECT

public:
    explicit AnsweredCard(QWidget* parent = nullptr);
    void set(const client::ExportView& view, Time now, bool logHolds);

private:
    void showScope(const client::ExportView& view, bool logHolds);

    FactGrid* m_facts;
};

} // namespace countersign::ui
