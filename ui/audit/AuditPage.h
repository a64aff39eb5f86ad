#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

#include <QTimer>

class QLabel;
class QLayout;
class QStackedWidget;
class QTabBar;

namespace countersign::ui {

class ChainPicture;
class Chip;
class EventCard;
class EvidenceView;
class JobList;
class Notice;
class Timeline;
class TrailTable;
class WholeTrailView;

/// The trail of each export: choose one left, see it as a timeline and as a list, and one entry of it in
/// full. Compliance officers also have the whole trail checked.
class AuditPage final : public Page
{
    Q_OBJECT

public:
    explicit AuditPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;
    void openItem(const QString& job) override;

private:
    enum Tab { ExportsTab, WholeTrailTab };
    enum Shown { NothingChosen, TrailShown, EvidenceShown }; ///< pages of `m_stack`

    [[nodiscard]] QLayout* makeHead();
    [[nodiscard]] QWidget* makeExports();
    void connectTrail();
    void followLog();
    void followRole();
    void openEntry(const QString& job, std::uint64_t entry);
    void selectWanted();
    QWidget* makeJobs();
    QWidget* makeTrail();
    void load();
    [[nodiscard]] bool mayGrow() const;
    void showTrail(std::vector<client::TrailEvent> events);
    void select(int event);
    void showEntry(int event);
    void showProof();
    void showChain();
    void follow();
    void chooseEvidence(bool save);
    void saveEvidence(const QString& file);

    client::Client& m_client;
    QTabBar* m_tabs;
    QStackedWidget* m_views; ///< as the tabs
    JobList* m_jobs;
    QStackedWidget* m_stack;
    QLabel* m_title;
    QLabel* m_id;
    Chip* m_proof;
    Notice* m_notice;
    ChainPicture* m_chain;
    Timeline* m_timeline;
    TrailTable* m_table;
    EventCard* m_event;
    EvidenceView* m_evidence;
    WholeTrailView* m_whole;
    QPushButton* m_save;
    JobId m_job;
    std::optional<std::uint64_t> m_wanted; ///< entry to be selected when it is there
    QTimer m_soon;
    bool m_loading = false;
    bool m_loadAgain = false;
};

} // namespace countersign::ui
