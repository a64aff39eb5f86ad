#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

/// "grant security-approver", "endorse the signing key": what a waiting matter would do.
[[nodiscard]] QString matterText(const client::AdminMatterView& matter);
/// A thumbprint in groups of four: for reading aloud, and it can wrap.
[[nodiscard]] QString thumbprintText(const KeyThumbprint& thumbprint);
/// "signed by X, waits for another admin"
[[nodiscard]] QString matterStandingText(const client::AdminMatterView& matter);
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
