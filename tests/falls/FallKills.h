#pragma once

#include "falls/FallingTrial.h"

#include <QObject>
#include <set>

namespace countersign::falls {

/// kill -9 at every step by which the server makes something last. The steps are not listed anywhere: each
/// scenario is run again and again from the same folder, killed at its first step, its second, and so on,
/// until it comes out without a kill.
class FallKills final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void atEachStepOfAnEnrolment();
    void atEachStepOfADecision();
    void atEachStepOfAJob();
    void atEachStepOfARetrieval();
    void atEachStepOfAnEndAndAStart();
    void thoseWereManySteps();

private:
    struct Scenario
    {
        FallingTrial::Stage from;
        bool stopped = false; ///< it is the work that starts the server
        std::function<void()> before = [] {};
        std::function<void()> work;                     ///< throws, or returns, where the server fell
        std::function<void(const Remains&)> afterwards; ///< the server runs again
    };
    void killAtEachStep(const char* name, const Scenario& scenario);
    /// True once it is so; false when the server fell before.
    [[nodiscard]] bool waitOrFall(const std::function<bool()>& so);

    std::unique_ptr<FallingTrial> m_ground;
    int m_scenarios = 0;       ///< that came to their end
    std::set<QString> m_steps; ///< at which a server was killed, by name and by how far its log had come
    int m_kills = 0;
};

} // namespace countersign::falls
