#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

#include <QLineEdit>

namespace countersign::ui {

class FactGrid;
class Notice;

/// A recovery of the logs that awaits admins, for one of them to sign: what was lost, and under which keys
/// the logs go on. Hidden while none awaits anybody, and from everybody else.
class RecoveryCard final : public Card
{
    Q_OBJECT

public:
    explicit RecoveryCard(client::Client& client, QWidget* parent = nullptr);
    /// Asks the server whether one awaits admins; from then on again when somebody signs.
    void refresh();
    /// What counts again, or is gone, after a recovery.
    [[nodiscard]] static QString undoneText(const trust::Undone& undone);

signals:
    void shownChanged();

private:
    static QString lossText(const wire::SeenTree& lost, const wire::SeenTree& kept);
    static QString whyNot(const Error& error);
    /// Lines.
    [[nodiscard]] QString undoneText() const;
    [[nodiscard]] QString comparedText() const;
    void take(const Result<std::optional<client::LogRecoveries::View>>& found);
    void showFacts();
    void updateParts();
    void send();
    void finish(const Result<void>& done);

    client::Client& m_client;
    std::optional<client::LogRecoveries::View> m_view;
    QLabel* m_what;
    FactGrid* m_facts;
    Notice* m_notice;
    QLineEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_send;
    bool m_asked = false;
    bool m_lookFailed = false; ///< as the notice says
    bool m_busy = false;
};

} // namespace countersign::ui
