#pragma once

#include "client/Client.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace countersign::ui {

class AnsweredCard;
class Chip;
class ComparisonCard;
class DecisionCard;
class DecisionsCard;
class FilesCard;
class Notice;
class PayloadCard;
class RequestWords;
class SignalsCard;
class SignatureCard;

/// One export as an approver reads it: at the first gate the request, at the second the release.
class ApprovalDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit ApprovalDetail(client::Client& client, QWidget* parent = nullptr);
    void open(const JobId& job);
    [[nodiscard]] const JobId& job() const { return m_job; }
    /// Shows what the book knows now.
    void refresh();

signals:
    void back();
    void next();

private:
    QWidget* makeHead();
    QWidget* makeColumns();
    void showPlace();

    client::Client& m_client;
    JobId m_job;
    QLabel* m_title;
    Chip* m_state;
    QLabel* m_place;
    QPushButton* m_next;
    RequestWords* m_words;
    ComparisonCard* m_comparison;
    SignalsCard* m_signals;
    FilesCard* m_files;
    AnsweredCard* m_answered;
    SignatureCard* m_signature;
    PayloadCard* m_payload;
    DecisionsCard* m_decisions;
    DecisionCard* m_decision;
    Notice* m_notice;
};

} // namespace countersign::ui
