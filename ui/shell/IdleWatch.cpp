#include "ui/shell/IdleWatch.h"

#include <QApplication>
#include <QEvent>

namespace countersign::ui {

IdleWatch::IdleWatch(client::Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    qApp->installEventFilter(this);
    connect(&m_second, &QTimer::timeout, this, &IdleWatch::look);
    m_second.start(std::chrono::seconds(1));
}

bool IdleWatch::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
        // After a sleep of the machine the first key must not save a session whose time is over.
        look();
        m_session.touch();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void IdleWatch::look()
{
    if (m_session.state() == client::Session::State::SignedIn && m_session.idleSecondsLeft() == 0)
        m_session.lock();
}

} // namespace countersign::ui
