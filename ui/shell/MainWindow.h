#pragma once

#include "client/Client.h"
#include "ui/shell/IdleWatch.h"
#include "ui/shell/PageEntry.h"
#include "ui/theme/Theme.h"

#include <QMainWindow>
#include <QPointer>

class QStackedWidget;

namespace countersign::ui {

class Frame;
class LockOverlay;

/// Only navigates: the sign-in flow, then the frame with the pages, and the lock before both.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// `signIn`: the flow that the composition root made; it calls `enter` when somebody is in.
    MainWindow(client::Client& client, QWidget* signIn, std::vector<PageEntry> pages,
               QWidget* parent = nullptr);
    ~MainWindow() override;

    void enter();
    /// Null before somebody is in.
    [[nodiscard]] Frame* frame() const;
    void showAppearance(Mode mode);

signals:
    void appearanceChosen(Mode mode);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void follow();
    void lock(const QString& why);
    void unlocked();
    void signOut();
    void leave();

    client::Client& m_client;
    const std::vector<PageEntry> m_pages;
    QStackedWidget* m_stack;
    QWidget* m_signIn;
    LockOverlay* m_lock;
    QPointer<Frame> m_frame;
    QPointer<QWidget> m_focus; ///< where the keyboard was before the lock
    IdleWatch m_idle;
    Mode m_mode = Mode::System;
};

} // namespace countersign::ui
