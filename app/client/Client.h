#pragma once

#include "client/Approvals.h"
#include "client/Downloads.h"
#include "client/Events.h"
#include "client/EvidenceFiles.h"
#include "client/Founding.h"
#include "client/KeyStore.h"
#include "client/Keys.h"
#include "client/LogRecoveries.h"
#include "client/People.h"
#include "client/Policies.h"
#include "client/Requests.h"
#include "client/SealedFiles.h"
#include "client/SigningKeys.h"
#include "client/Trail.h"
#include "client/WholeTrail.h"

namespace countersign::client {

/// Everything that a console does with one server, wired together; no widgets. Drive it from a window or from
/// a test.
class Client final : public QObject
{
    Q_OBJECT

public:
    /// `stateFolder`: checkpoints and drafts of this profile on this machine.
    Client(Profile profile, std::unique_ptr<KeyStore> keyStore, QString stateFolder, const Clock& clock,
           QObject* parent = nullptr);
    ~Client() override;

    [[nodiscard]] Connection& connection() { return m_connection; }
    [[nodiscard]] KeyStore& keyStore() { return *m_keyStore; }
    [[nodiscard]] Session& session() { return m_session; }
    [[nodiscard]] LogFollower& log() { return m_log; }
    [[nodiscard]] Statements& statements() { return m_statements; }
    [[nodiscard]] ExportBook& book() { return m_book; }
    [[nodiscard]] Requests& requests() { return m_requests; }
    [[nodiscard]] Approvals& approvals() { return m_approvals; }
    [[nodiscard]] Downloads& downloads() { return m_downloads; }
    [[nodiscard]] SealedFiles& sealedFiles() { return m_sealedFiles; }
    [[nodiscard]] Trail& trail() { return m_trail; }
    [[nodiscard]] EvidenceFiles& evidence() { return m_evidence; }
    [[nodiscard]] WholeTrail& wholeTrail() { return m_wholeTrail; }
    [[nodiscard]] Keys& keys() { return m_keys; }
    [[nodiscard]] People& people() { return m_people; }
    [[nodiscard]] SigningKeys& signingKeys() { return m_signingKeys; }
    [[nodiscard]] Policies& policies() { return m_policies; }
    [[nodiscard]] LogRecoveries& recoveries() { return m_recoveries; }
    [[nodiscard]] Founding& founding() { return m_founding; }
    [[nodiscard]] Events& events() { return m_events; }
    [[nodiscard]] const Clock& clock() const { return m_clock; }

private:
    void followSession();
    void followPerson();
    void followPeople();
    void catchUp();
    void forget();

    const Clock& m_clock;
    std::unique_ptr<KeyStore> m_keyStore;
    Connection m_connection;
    Session m_session;
    LogFollower m_log;
    Statements m_statements;
    ExportBook m_book;
    Requests m_requests;
    Approvals m_approvals;
    Downloads m_downloads;
    SealedFiles m_sealedFiles;
    Trail m_trail;
    EvidenceFiles m_evidence;
    WholeTrail m_wholeTrail;
    Keys m_keys;
    People m_people;
    SigningKeys m_signingKeys;
    Policies m_policies;
    LogRecoveries m_recoveries;
    Founding m_founding;
    Events m_events;
    QTimer m_logSoon;
};

} // namespace countersign::client
