#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QProgressBar;
class QStackedWidget;
class QTextDocument;

namespace countersign::ui {

class TrailResult;
class TrailStart;

/// The whole trail, checked: what is to be checked, then how far it is, then what it came to and the report.
class WholeTrailView final : public QWidget
{
    Q_OBJECT

public:
    explicit WholeTrailView(client::Client& client, QWidget* parent = nullptr);

    /// Comes up: the log may have grown.
    void activate();
    void showReport(const client::WholeTrailReport& report);

signals:
    void entryWanted(const QString& job, std::uint64_t entry);

private:
    [[nodiscard]] QWidget* makeStart();
    [[nodiscard]] QWidget* makeRunning();
    [[nodiscard]] QWidget* makeResult();
    void begin();
    void cancel();
    void showProgress();
    void showEnd(const Result<client::WholeTrailReport>& report);
    void showFailure(const Error& error);
    void forget();
    void revoke();
    [[nodiscard]] std::unique_ptr<QTextDocument> document() const;
    void print();
    void chooseFile();
    void save(const QString& file);

    client::Client& m_client;
    QStackedWidget* m_stack;
    Notice* m_notice;
    TrailStart* m_start;
    QProgressBar* m_bar;
    QLabel* m_progress;
    QPushButton* m_cancel;
    TrailResult* m_result;
    Notice* m_saved;
    QPushButton* m_paper;
    QPushButton* m_pdf;
    std::optional<client::WholeTrailReport> m_report;
    int m_asked = 0;
};

} // namespace countersign::ui
