#pragma once

#include "client/Trail.h"
#include "ui/theme/Widgets.h"

class QPlainTextEdit;

namespace countersign::ui {

/// One entry of the trail: who, from where, under which token, with what outcome, and its exact line.
class EventCard final : public Card
{
    Q_OBJECT

public:
    explicit EventCard(QWidget* parent = nullptr);

    /// `through`: entries that this console has verified; `logHolds`: whether that may be claimed.
    void set(const client::TrailEvent& event, Time now, std::uint64_t through, bool logHolds);
    void clear();

private:
    void addActor(const wire::AuditEntry& entry, Time now);
    void addNetwork(const wire::AuditEntry& entry, Time now);

    FactGrid* m_facts;
    QPushButton* m_exact;
    QPlainTextEdit* m_line;
};

} // namespace countersign::ui
