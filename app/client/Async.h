#pragma once

#include "base/Error.h"

#include <coroutine>
#include <memory>
#include <optional>
#include <vector>

#include <QCoro/QCoroTask>
#include <QMetaObject>
#include <QNetworkReply>
#include <QObject>
#include <QThreadPool>

/// What the coroutines of this folder wait for besides QCoro's own.
namespace countersign::client {

/// Lets a coroutine go on by itself; nobody looks at what becomes of it.
template <typename T>
void detach(QCoro::Task<T>&&)
{
}

/// One run that several calls wait for.
class AwaitedRun
{
public:
    /// For `co_await`: until it has ended.
    struct Waiting
    {
        AwaitedRun& run;
        [[nodiscard]] bool await_ready() const noexcept { return run.m_done; }
        void await_suspend(std::coroutine_handle<> waiter) { run.m_waiters.push_back(waiter); }
        void await_resume() const noexcept {}
    };
    void end(Result<void> result)
    {
        m_result = std::move(result);
        m_done = true;
        for (const auto waiter : std::exchange(m_waiters, {}))
            waiter.resume();
    }
    [[nodiscard]] const Result<void>& result() const { return m_result; }

private:
    bool m_done = false;
    Result<void> m_result;
    std::vector<std::coroutine_handle<>> m_waiters;
};

/// Calls that are under way at the same time share one run and its result.
class SharedRun
{
public:
    template <typename Start>
    [[nodiscard]] QCoro::Task<Result<void>> operator()(Start start)
    {
        const auto state = m_state; // the owner may be gone when the run ends
        if (const auto run = state->run) {
            co_await AwaitedRun::Waiting{*run};
            co_return run->result();
        }
        const auto run = std::make_shared<AwaitedRun>();
        state->run = run;
        auto result = co_await start();
        state->run.reset();
        run->end(std::move(result));
        co_return run->result();
    }
    [[nodiscard]] bool running() const { return m_state->run != nullptr; }

private:
    struct State
    {
        std::shared_ptr<AwaitedRun> run;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

/// The same where a run tells how things are: calls that come while one is under way share the next, for what
/// the present one has read may be older than they. Those that wait when this goes are `Cancelled`.
class FreshRun
{
public:
    FreshRun() = default;
    ~FreshRun() { m_state->over = true; }
    FreshRun(const FreshRun&) = delete;
    FreshRun& operator=(const FreshRun&) = delete;

    template <typename Start>
    [[nodiscard]] QCoro::Task<Result<void>> operator()(Start start)
    {
        const auto state = m_state;
        if (const auto next = state->next) {
            co_await AwaitedRun::Waiting{*next};
            co_return next->result();
        }
        const auto run = std::make_shared<AwaitedRun>();
        if (const auto present = state->run) {
            state->next = run;
            co_await AwaitedRun::Waiting{*present};
            state->next.reset();
        }
        Result<void> result = fail(ErrorCode::Cancelled);
        if (!state->over) {
            state->run = run;
            result = co_await start();
            state->run.reset();
        }
        run->end(std::move(result));
        co_return run->result();
    }

private:
    struct State
    {
        bool over = false;
        std::shared_ptr<AwaitedRun> run;
        std::shared_ptr<AwaitedRun> next; ///< begins when `run` ends
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

/// Waits until a reply has its head, or has ended without one. The reply lives until then: it is only deleted
/// later.
class HeadOf
{
public:
    explicit HeadOf(QNetworkReply* reply) : m_reply(reply) {}
    [[nodiscard]] bool await_ready() const
    {
        return m_reply->isFinished() ||
               m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
    }
    void await_suspend(std::coroutine_handle<> waiter)
    {
        const auto resumed = std::make_shared<bool>(false);
        const auto resume = [resumed, waiter] {
            if (!std::exchange(*resumed, true))
                waiter.resume();
        };
        QObject::connect(m_reply, &QNetworkReply::metaDataChanged, m_reply, resume);
        QObject::connect(m_reply, &QNetworkReply::finished, m_reply, resume);
    }
    void await_resume() const noexcept {}

private:
    QNetworkReply* m_reply;
};

/// Runs work on another thread and goes on in the calling one with its result.
template <typename Work>
class OnWorker
{
public:
    using Answer = std::invoke_result_t<Work>;
    explicit OnWorker(Work work) : m_work(std::move(work)) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter)
    {
        QThreadPool::globalInstance()->start([this, waiter] {
            m_answer.emplace(m_work());
            QMetaObject::invokeMethod(
                m_home.get(), [waiter] { waiter.resume(); }, Qt::QueuedConnection);
        });
    }
    [[nodiscard]] Answer await_resume() { return std::move(*m_answer); }

private:
    Work m_work;
    std::unique_ptr<QObject> m_home = std::make_unique<QObject>(); // movable until it is awaited
    std::optional<Answer> m_answer;
};

} // namespace countersign::client
