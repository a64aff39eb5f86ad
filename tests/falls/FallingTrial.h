#pragma once

#include "e2e/TrialPeople.h"
#include "falls/FallingServer.h"
#include "falls/Remains.h"
#include "gallery/MemoryKeyStore.h"

namespace countersign::falls {

/// A trial whose server falls: people, an export at each stage put by, and the server to bring down.
class FallingTrial
{
public:
    /// Where an export is in what was put by.
    enum class Stage {
        Founded,      ///< all but brandt have a key and a role; no export yet
        Asked,        ///< an export waits for two approvals
        HalfApproved, ///< for one; adler has given his
        Released      ///< silva may fetch it
    };

    FallingTrial();
    ~FallingTrial();

    [[nodiscard]] const e2e::Trial& trial() const { return m_trial; }
    [[nodiscard]] FallingServer& server() { return m_server; }
    [[nodiscard]] const JobId& job() const { return m_job; }
    [[nodiscard]] Remains remains() const { return Remains(m_trial, m_server.runs()); }

    /// The server, stopped, and all consoles are as they were at that stage.
    void lay(Stage stage);
    /// The same, and the server serves.
    void go(Stage stage);
    /// The person at a console that was started anew.
    [[nodiscard]] std::unique_ptr<e2e::TrialPerson> person(const QString& name);
    /// brandt, who has no key yet.
    [[nodiscard]] std::unique_ptr<e2e::TrialPerson> newcomer();
    /// The same, signed in.
    [[nodiscard]] std::unique_ptr<e2e::TrialPerson> signedIn(const QString& name);
    /// The same, with the export before them.
    [[nodiscard]] std::unique_ptr<e2e::TrialPerson> atTheExport(const QString& name);
    /// A folder of the person's own that does not exist yet.
    [[nodiscard]] QString freshFolder();
    void passTime(std::chrono::seconds by);

    [[nodiscard]] static Result<void> approve(e2e::TrialPerson& person, const JobId& job, Secret code);

private:
    void found();
    void ask();
    void release();
    void put(Stage stage);
    void awaitAnswer() const;

    [[nodiscard]] std::unique_ptr<client::KeyStore> keysOf(const QString& name);

    e2e::Trial m_trial;
    FallingServer m_server;
    std::map<QString, std::shared_ptr<gallery::MemoryKeyStore>> m_keys;
    std::unique_ptr<e2e::TrialPeople> m_people; ///< until all is put by
    std::unique_ptr<e2e::Authenticator> m_authenticator;
    std::map<QString, std::unique_ptr<e2e::TrialPerson>> m_knowing; ///< each person's password
    JobId m_job;
    int m_folders = 0;
};

} // namespace countersign::falls
