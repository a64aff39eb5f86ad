#pragma once

#include "e2e/TrialPerson.h"
#include "falls/FallingServer.h"
#include "falls/Remains.h"

#include <QObject>

namespace countersign::falls {

/// What keeps the real program from starting, or from being reached: whoever runs it reads why on stderr, and
/// what to do; what was there stays as it was.
class BadStarts final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();

    void portTaken();
    void folderInUse();
    void folderThatOthersCanEnter();
    void fileThatOthersCanRead();
    void databaseHeldByAnotherProgram();
    void databaseOfANewerVersion();
    void databaseDamaged();
    void certificateExpired();

private:
    /// It ends by itself, in order, saying so; and starts once `mend` has been done.
    void isRefused(const QString& sentence, const std::function<void()>& mend);
    [[nodiscard]] QString file(const char* name) const
    {
        return m_trial->dataFolder() + u'/' + QLatin1String(name);
    }

    std::unique_ptr<e2e::Trial> m_trial;
    std::unique_ptr<FallingServer> m_server;
};

} // namespace countersign::falls
