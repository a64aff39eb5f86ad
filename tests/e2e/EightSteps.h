#pragma once

#include "e2e/TrialPeople.h"
#include "e2e/TrialRelay.h"

#include <QObject>

namespace countersign::e2e {

/// The job as the README tells it, with the real programs and each person's console without windows. Each
/// step goes on where the one before it ended; after one that failed the rest is skipped.
class EightSteps final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();

    void step1SignIn();
    void step1SignInRefused();
    void step1RolesAreCountersigned();
    void step2OperatorAsks();
    void step2OperatorWithdraws();
    void step3DecisionsRefused();
    void step3ApproversDecide();
    void step4ServerTakesInAfterKill();
    void step5ApproversRelease();
    void step6DownloaderRetrievesAfterKill();
    void step6TicketsRefused();
    void step6ChangedByteRefused();
    void step6OpensWhatItKeptSealed();
    void step7EveryoneLooksBack();
    void step7OneFileProvesItWithoutTheServer();
    void step7TheWholeTrailHolds();
    void step8Keys();
    void step8PersonIsDisabled();
    void step8SecondFactorIsReset();
    void changedTrustLogStopsTheServer();
    void changedAuditLogIsFoundByConsoles();

private:
    /// What the source makes of its seed, as it serves it: the whole NDJSON of a type.
    [[nodiscard]] static QByteArray served(const std::string& type);
    /// Texts that name somebody: no byte of the server's disk may hold one.
    [[nodiscard]] static QList<QByteArray> patientTexts();
    [[nodiscard]] Result<void> decideWith(const QString& person, const Digest& subject, Secret code);
    [[nodiscard]] Result<void> decideByUnknownKey(TrialPerson& person, const Digest& subject);
    [[nodiscard]] client::Retrieval*
    beginRetrieval(const QString& folder, client::Retrieval::Keep keep = client::Retrieval::Keep::Opened);
    [[nodiscard]] Result<void> change(const QString& person, wire::RoleAction action, const QString& reason);

    TrialRelay m_network;
    std::unique_ptr<Trial> m_trial;
    std::unique_ptr<TrialPeople> m_people;
    JobId m_job;
    bool m_failed = false;
};

} // namespace countersign::e2e
