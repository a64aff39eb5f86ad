#include "ui/shell/MainWindow.h"

#include "ui/shell/Frame.h"
#include "ui/shell/LockOverlay.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Icons.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>

namespace countersign::ui {

using State = client::Session::State;

namespace {

const auto geometryKey = QStringLiteral("window/geometry");

/// What floats above the window would show through the lock.
void closeFloating(QWidget& window)
{
    for (auto* dialog : window.findChildren<QDialog*>())
        dialog->reject();
    for (auto* menu : window.findChildren<QMenu*>())
        menu->close();
}

} // namespace

MainWindow::MainWindow(client::Client& client, QWidget* signIn, std::vector<PageEntry> pages, QWidget* parent)
    : QMainWindow(parent),
      m_client(client),
      m_pages(std::move(pages)),
      m_stack(new QStackedWidget),
      m_signIn(signIn),
      m_lock(new LockOverlay(client)),
      m_idle(client.session())
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("%1 – Countersign").arg(client.connection().profile().name));
    setWindowIcon(QIcon(QStringLiteral(":/icons/app.svg")));
    setMinimumSize(880, 560);
    m_stack->addWidget(m_signIn);
    m_stack->addWidget(m_lock);
    setCentralWidget(m_stack);
    connect(m_lock, &LockOverlay::signOutWanted, this, &MainWindow::signOut);
    connect(&client.session(), &client::Session::stateChanged, this, &MainWindow::follow);
    connect(&client.session(), &client::Session::ended, this,
            [this](const QString& code) { m_lock->begin(sentenceForCode(code)); });
    resize(1280, 800);
    restoreGeometry(QSettings().value(geometryKey).toByteArray());
}

MainWindow::~MainWindow() = default;

void MainWindow::enter()
{
    if (m_frame)
        return;
    m_frame = new Frame(m_client, m_pages);
    m_frame->showAppearance(m_mode);
    connect(m_frame, &Frame::lockWanted, &m_client.session(), &client::Session::lock);
    connect(m_frame, &Frame::signOutWanted, this, &MainWindow::signOut);
    connect(m_frame, &Frame::appearanceChosen, this, &MainWindow::appearanceChosen);
    m_stack->addWidget(m_frame);
    m_stack->setCurrentWidget(m_frame);
    m_frame->open(m_pages.front().name);
}

Frame* MainWindow::frame() const
{
    return m_frame;
}

void MainWindow::showAppearance(Mode mode)
{
    m_mode = mode;
    if (m_frame)
        m_frame->showAppearance(mode);
}

void MainWindow::follow()
{
    switch (m_client.session().state()) {
    case State::Locked:
        lock({});
        break;
    case State::SignedIn:
        if (m_stack->currentWidget() == m_lock)
            unlocked();
        break;
    case State::SignedOut:
        leave();
        break;
    default:
        break;
    }
}

void MainWindow::lock(const QString& why)
{
    m_focus = focusWidget();
    closeFloating(*this);
    m_stack->setCurrentWidget(m_lock);
    m_lock->begin(why);
}

void MainWindow::unlocked()
{
    m_stack->setCurrentWidget(m_frame ? static_cast<QWidget*>(m_frame) : m_signIn);
    if (m_focus)
        m_focus->setFocus();
    if (m_frame)
        m_frame->resume();
}

void MainWindow::signOut()
{
    client::detach(m_client.session().signOut());
}

void MainWindow::leave()
{
    m_stack->setCurrentWidget(m_signIn);
    if (!m_frame)
        return;
    closeFloating(*this);
    m_stack->removeWidget(m_frame);
    m_frame->deleteLater();
    m_frame.clear();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings().setValue(geometryKey, saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace countersign::ui
