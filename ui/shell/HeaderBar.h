#pragma once

#include "client/Client.h"
#include "ui/theme/Theme.h"

#include <QFrame>

class QLabel;
class QMenu;
class QToolButton;

namespace countersign::ui {

/// Where and as whom one works: environment, server, person, roles in force; lock and the person's menu.
class HeaderBar final : public QFrame
{
    Q_OBJECT

public:
    explicit HeaderBar(client::Client& client, QWidget* parent = nullptr);

    /// Which of the appearances is ticked in the menu.
    void showAppearance(Mode mode);

signals:
    void lockWanted();
    void signOutWanted();
    void appearanceChosen(Mode mode);

private:
    void follow();
    QMenu* makeMenu();

    client::Client& m_client;
    QLabel* m_person;
    QLabel* m_roles;
    QToolButton* m_menuButton;
    QMenu* m_menu;
};

} // namespace countersign::ui
