#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

#include <QTimer>

class QLabel;
class QPushButton;

namespace countersign::ui {

class EmptyState;
class HealthCard;
class LatelyCard;
class Notice;
class RunningRows;
class WaitingRows;

/// The first page: what waits for this person, what is under way, whether all is well.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    explicit OverviewPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;

private:
    QWidget* makeLeft();
    QWidget* makeRight();
    void follow();
    void showNotice();
    [[nodiscard]] bool isKnown() const;
    void showEmptyState(bool waiting, bool running);

    client::Client& m_client;
    QLabel* m_greeting;
    QPushButton* m_new;
    Notice* m_notice;
    Notice* m_failure;
    bool m_failed = false;
    WaitingRows* m_waiting;
    RunningRows* m_running;
    QWidget* m_runningTitle;
    EmptyState* m_empty;
    HealthCard* m_health;
    LatelyCard* m_lately;
    QTimer m_minute; ///< the waiting times grow
};

} // namespace countersign::ui
