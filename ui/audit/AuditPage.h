#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

#include <QTimer>

class QLabel;
class QStackedWidget;

namespace countersign::ui {

class Chip;
class EventCard;
class JobList;
class Notice;
class Timeline;
class TrailTable;

/// The trail of each export: choose one left, see it as a timeline and as a list, and one entry of it in
/// full.
class AuditPage final : public Page
{
    Q_OBJECT

public:
    explicit AuditPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;
    void openItem(const QString& job) override;

private:
    QWidget* makeJobs();
    QWidget* makeTrail();
    void load();
    [[nodiscard]] bool mayGrow() const;
    void showTrail(std::vector<client::TrailEvent> events);
    void select(int event);
    void showEntry(int event);
    void showProof();
    void follow();

    client::Client& m_client;
    JobList* m_jobs;
    QStackedWidget* m_stack;
    QLabel* m_title;
    QLabel* m_id;
    Chip* m_proof;
    Notice* m_notice;
    Timeline* m_timeline;
    TrailTable* m_table;
    EventCard* m_event;
    JobId m_job;
    QTimer m_soon;
    bool m_loading = false;
    bool m_loadAgain = false;
};

} // namespace countersign::ui
