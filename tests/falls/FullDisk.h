#pragma once

#include "falls/FallingTrial.h"

#include <QObject>

namespace countersign::falls {

/// The server's disk is full from its first write on, its second, and so on, until the work comes out without
/// a refusal: the server stays up and says so, nothing is half, and with room the same work comes out.
class FullDisk final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void atEachWriteOfAnEnrolment();
    void atEachWriteOfADecision();
    void atEachWriteOfAJob();
    void atEachWriteOfARetrieval();
    void atEachWriteOfAStart();

private:
    struct Scenario
    {
        FallingTrial::Stage from;
        std::function<void()> before = [] {};
        std::function<Result<void>()> work;
        std::function<void(bool cameOut)> afterwards; ///< there is room again
    };
    void fillAtEachWrite(const char* name, const Scenario& scenario);

    std::unique_ptr<FallingTrial> m_ground;
    int m_fills = 0;
};

} // namespace countersign::falls
