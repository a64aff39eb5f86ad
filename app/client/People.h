#pragma once

#include "client/LogFollower.h"
#include "client/Session.h"
#include "client/Statements.h"
#include "wire/People.h"

namespace countersign::client {

/// A statement that waits for admins, as this console checked it.
struct AdminMatterView
{
    Digest digest;
    wire::StatementType type = wire::StatementType::RoleChange;
    PersonId subject;
    QString subjectName;
    QString authorName;
    std::optional<wire::RoleChangeBody> roleChange;
    std::optional<wire::RevocationBody> revocation;
    std::optional<wire::PolicyChangeBody> policyChange;
    std::optional<wire::RootBody> root;
    std::optional<wire::LogRecoveryBody> recovery;
    std::optional<wire::RootBody> rootNow; ///< for a root: the one in force
    wire::Policy policyNow;                ///< the one in force
    Time voidSince{};                      ///< of a revocation that reaches back: when that entry was made
    bool vouched = false; ///< a further key, for which its person decided with another of theirs
    std::string reason;   ///< of the author
    std::optional<KeyThumbprint> thumbprint; ///< of the signing key to be endorsed or revoked
    QString registeredName;                  ///< how the person is shown once it is endorsed
    QString device;                          ///< where the key was made, as its holder says
    int needed = 1;
    QStringList approvedBy;
    Time entered;
    std::optional<Error> whyNotMe;

    [[nodiscard]] bool isRegistration() const { return type == wire::StatementType::KeyRegistration; }
};

struct PersonView
{
    wire::Person row;
    QString name;                  ///< as the server tells it; see toldApart
    std::vector<wire::Role> roles; ///< by the trust log
    enum class Key : std::uint8_t { None, Waiting, Endorsed, Root } key = Key::None;
    std::optional<KeyThumbprint> thumbprint;
    std::vector<AdminMatterView> waiting;
};

/// The admins' side. Facts about roles and keys come from the replayed trust log; the server adds the rest.
class People final : public QObject
{
    Q_OBJECT

public:
    People(Connection& connection, Session& session, LogFollower& log, Statements& statements,
           const Clock& clock, QObject* parent = nullptr);

    [[nodiscard]] QCoro::Task<Result<void>> refresh();
    /// As `refresh`, but no sign of a person; for events.
    void follow();
    [[nodiscard]] const std::vector<PersonView>& people() const { return m_people; }
    [[nodiscard]] std::vector<AdminMatterView> waiting() const;

    /// For each person: approves their waiting registration and asks for (or approves) the invited roles: one
    /// code for all.
    [[nodiscard]] QCoro::Task<Result<void>> endorse(std::vector<PersonId> people, QString reason,
                                                    Secret code);
    [[nodiscard]] QCoro::Task<Result<void>> decide(std::vector<Digest> matters, wire::Verdict verdict,
                                                   QString reason, Secret code);
    [[nodiscard]] QCoro::Task<Result<void>> change(PersonId person, wire::RoleAction action,
                                                   std::optional<wire::Role> role, QString reason,
                                                   Secret code);
    [[nodiscard]] QCoro::Task<Result<wire::EnrolmentCode>> invite(PersonId id, QString name,
                                                                  std::vector<wire::Role> roles, Secret code);
    [[nodiscard]] QCoro::Task<Result<wire::EnrolmentCode>> newCode(PersonId person, Secret code);
    [[nodiscard]] QCoro::Task<Result<void>> unlock(PersonId person, Secret code);
    void clear();

signals:
    void changed();

private:
    [[nodiscard]] Result<std::vector<wire::StatementBody>> endorsementOf(const std::vector<PersonId>& people,
                                                                         const std::string& reason) const;
    [[nodiscard]] QCoro::Task<Result<void>> load(Connection::Activity activity);
    [[nodiscard]] QCoro::Task<Result<void>> reach(std::uint64_t trustEntries);
    [[nodiscard]] QCoro::Task<Result<void>> send(std::vector<wire::StatementBody> bodies, Secret code);
    [[nodiscard]] Result<void> checkOpen(const std::vector<Digest>& matters) const;

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    Statements& m_statements;
    const Clock& m_clock;
    std::vector<PersonView> m_people;
    std::vector<AdminMatterView> m_matters;
    int m_generation = 0; ///< of the person signed in
};

} // namespace countersign::client
