#pragma once

#include "client/SigningKeys.h"
#include "ui/theme/Widgets.h"

namespace countersign::ui {

[[nodiscard]] QString signingKeyStateText(const client::SigningKeyView& key);
[[nodiscard]] Tone signingKeyTone(const client::SigningKeyView& key);

/// One signing key in full, with what may be done about it.
class SigningKeyCard final : public Card
{
    Q_OBJECT

public:
    enum Action { Renew, Revoke, Vouch, Refuse };

    /// `actions`: those offered.
    SigningKeyCard(const client::SigningKeyView& key, const std::vector<Action>& actions, Time now,
                   QWidget* parent = nullptr);

signals:
    void chosen(Action action);

private:
    void addFacts(const client::SigningKeyView& key, Time now);
};

} // namespace countersign::ui
