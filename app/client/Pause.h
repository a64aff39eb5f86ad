#pragma once

#include <chrono>
#include <coroutine>

#include <QTimer>

namespace countersign::client {

/// For `co_await`: a while, or until `whose` goes, whichever comes first: what waits on behalf of something
/// that is gone would outlive the program's event loop.
class Pause
{
public:
    Pause(QObject& whose, std::chrono::milliseconds time) : m_whose(whose), m_time(time) {}

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter)
    {
        auto* timer = new QTimer;
        const auto goOn = [timer, waiter] {
            const auto resumed = waiter;
            delete timer; // and with it both connections
            resumed.resume();
        };
        timer->setSingleShot(true);
        QObject::connect(timer, &QTimer::timeout, timer, goOn);
        QObject::connect(&m_whose, &QObject::destroyed, timer, goOn);
        timer->start(m_time);
    }
    void await_resume() const noexcept {}

private:
    QObject& m_whose;
    std::chrono::milliseconds m_time;
};

} // namespace countersign::client
