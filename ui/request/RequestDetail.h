#pragma once

#include "client/Client.h"

#include <QWidget>

class QLabel;
class QPushButton;

class QLineEdit;

namespace countersign::ui {

class Card;
class Chip;
class CodeField;
class DecisionsCard;
class FilesCard;
class IntakeCard;
class Notice;
class RequestWords;
class SignatureCard;

/// One of the operator's own exports: where it stands, whose turn it is; withdrawal.
class RequestDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit RequestDetail(client::Client& client, QWidget* parent = nullptr);
    void open(const JobId& job);
    void refresh();

signals:
    void back();
    void wantsTrail(const QString& job);

private:
    QWidget* makeHead();
    QWidget* makeWithdrawal();
    void withdraw();

    client::Client& m_client;
    JobId m_job;
    QLabel* m_title;
    Chip* m_state;
    QLabel* m_turn;
    RequestWords* m_words;
    IntakeCard* m_intake;
    FilesCard* m_files;
    SignatureCard* m_signature;
    DecisionsCard* m_decisions;
    QWidget* m_withdrawal;
    QLineEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_withdraw;
    Notice* m_notice;
};

} // namespace countersign::ui
