#pragma once

#include "client/Approvals.h"
#include "client/Downloads.h"
#include "client/Events.h"
#include "client/Founding.h"
#include "client/KeyStore.h"
#include "client/Keys.h"
#include "client/People.h"
#include "client/Requests.h"
#include "client/Trail.h"

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
    [[nodiscard]] Trail& trail() { return m_trail; }
    [[nodiscard]] Keys& keys() { return m_keys; }
    [[nodiscard]] People& people() { return m_people; }
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
    Trail m_trail;
    Keys m_keys;
    People m_people;
    Founding m_founding;
    Events m_events;
    QTimer m_logSoon;
};

} // namespace countersign::client
