#pragma once

#include "falls/FallingTrial.h"

#include <QObject>

namespace countersign::falls {

/// What happens to a server while people work with it.
class Running final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void databaseHeldByAnotherProgram();
    void clockSetBackAnHour();
    void stoppedDuringAThousandRequests();
    void configuredAsAnotherServer();

private:
    std::unique_ptr<FallingTrial> m_ground;
};

} // namespace countersign::falls
