#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QPlainTextEdit;

namespace countersign::ui {

class RichText;

/// Reason, code, Approve or Reject, for exactly the bytes that the page shows.
class DecisionCard final : public Card
{
    Q_OBJECT

public:
    explicit DecisionCard(client::Client& client, QWidget* parent = nullptr);

    void set(const client::ExportView& view);
    /// Nothing is approved before the whole payload was on the screen; `opens` is the text of the button that
    /// opens it.
    void setPayloadShown(bool shown, const QString& opens = {});
    /// While the log is broken nothing can be decided.
    void setLogHolds(bool holds);

signals:
    void decided(const QString& job);

private:
    struct Sent
    {
        JobId job;
        Digest subject;
        wire::Gate gate;
        wire::Verdict verdict;
    };
    void decide(wire::Verdict verdict);
    void finish(const Sent& sent, const Result<void>& done);
    [[nodiscard]] QString elsewhere(const JobId& job, const Error& error) const;
    [[nodiscard]] QString lacking() const;
    void updateButtons();
    void setBusy(bool busy);

    client::Client& m_client;
    JobId m_job;
    Digest m_subject;
    std::optional<wire::Gate> m_gate;
    bool m_mayDecide = false;
    bool m_payloadShown = false;
    QString m_opens;
    bool m_logHolds = true;
    bool m_busy = false;
    bool m_toldDone = false; ///< the notice tells of a decision that was taken
    QLabel* m_why;
    QPlainTextEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_approve;
    QPushButton* m_reject;
    QLabel* m_lacking;
    RichText* m_what;
    Notice* m_notice;
};

} // namespace countersign::ui
