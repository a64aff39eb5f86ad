#pragma once

#include "ui/session/Step.h"

#include <QTimer>

class QCheckBox;
class QPlainTextEdit;

namespace countersign::ui {

/// Before there is a root: the admins compare thumbprints and sign it, one after the other.
class FoundingPage final : public Step
{
    Q_OBJECT

public:
    explicit FoundingPage(client::Client& client, QWidget* parent = nullptr);

    void begin();
    /// Stops asking the server.
    void end();
    void takeFocus() override;

signals:
    void done();

protected:
    bool ready() const override;

private:
    void load();
    void sign();
    void showView(const client::Founding::View& view);
    /// The server has no founding any more: the root that this person signed is pinned.
    void founded(const Error& error);
    void addFacts(const client::Founding::View& view);
    void updateParts();

    client::Client& m_client;
    QLabel* m_text;
    FactGrid* m_admins;
    FactGrid* m_root;
    QPlainTextEdit* m_payload;
    QPushButton* m_exact;
    QCheckBox* m_compared;
    CodeField* m_code;
    QPushButton* m_sign;
    QPushButton* m_continue;
    QTimer m_again;
    std::optional<client::Founding::View> m_view;
    std::optional<Digest> m_signed;
    bool m_mine = false;
    bool m_founded = false;
    bool m_replaced = false; ///< the other admin's proposal took the place of what was shown
};

} // namespace countersign::ui
