#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

[[nodiscard]] QString keyText(client::PersonView::Key key);
[[nodiscard]] Tone keyTone(client::PersonView::Key key);
[[nodiscard]] QString personStateText(const wire::Person& person);
[[nodiscard]] Tone personStateTone(const wire::Person& person);

/// The person chosen in the table, in full.
class PersonCard final : public Card
{
    Q_OBJECT

public:
    explicit PersonCard(QWidget* parent = nullptr);
    void set(const client::PersonView& person, Time now);
    /// Nobody, or several.
    void setCount(int chosen);

private:
    FactGrid* m_facts;
};

} // namespace countersign::ui
