#pragma once

#include "client/ExportView.h"
#include "ui/theme/Widgets.h"

class QProgressBar;
class QTableWidget;

namespace countersign::ui {

class RichText;

/// What is asked, in words.
class RequestWords final : public Card
{
    Q_OBJECT

public:
    explicit RequestWords(QWidget* parent = nullptr);
    void set(const client::ExportView& view, bool asYou);

private:
    RichText* m_text;
};

/// Who decided what so far, and how many each gate asks for.
class DecisionsCard final : public Card
{
    Q_OBJECT

public:
    explicit DecisionsCard(QWidget* parent = nullptr);
    void set(const client::ExportView& view, Time now, bool logHolds);

private:
    QVBoxLayout* m_rows;
};

/// The files of a release with counts against the estimate, lengths and digests.
class FilesCard final : public Card
{
    Q_OBJECT

public:
    explicit FilesCard(QWidget* parent = nullptr);
    void set(const client::ExportView& view);

private:
    QTableWidget* m_table;
    QLabel* m_sum;
};

/// How far the intake is, live.
class IntakeCard final : public Card
{
    Q_OBJECT

public:
    explicit IntakeCard(QWidget* parent = nullptr);
    void set(const client::ExportView& view);

private:
    QProgressBar* m_bar;
    QLabel* m_text;
};

} // namespace countersign::ui
