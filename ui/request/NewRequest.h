#pragma once

#include "client/Client.h"

#include <QWidget>

class QPushButton;

namespace countersign::ui {

class Chip;
class CodeField;
class DataCard;
class FactGrid;
class Notice;
class RichText;
class SafeguardsCard;
class SourceCard;

/// The form for a new export, with what the approver will read beside it. What was typed stays until it was
/// signed.
class NewRequest final : public QWidget
{
    Q_OBJECT

public:
    explicit NewRequest(client::Client& client, QWidget* parent = nullptr);
    /// Asks for sources and recipients anew; keeps what was chosen.
    void load();
    /// Puts the keyboard where the person begins.
    void takeFocus();

signals:
    void back();
    void signedRequest(const QString& job);

private:
    [[nodiscard]] wire::ExportRequestBody body() const;
    void show();
    void showNotOffered();
    void sign();
    QWidget* makeForm();
    QWidget* makeSide();
    QWidget* makeSignCard();

    client::Client& m_client;
    SourceCard* m_source;
    DataCard* m_data;
    SafeguardsCard* m_safeguards;
    RichText* m_words;
    FactGrid* m_estimate;
    Chip* m_flaws;
    RichText* m_flawText;
    CodeField* m_code;
    QPushButton* m_sign;
    Notice* m_notice;
    bool m_busy = false;
    bool m_offered = false; ///< what may be asked for is known
};

} // namespace countersign::ui
