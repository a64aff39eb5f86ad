#pragma once

#include "base/Secret.h"
#include "client/Profile.h"
#include "wire/Session.h"

#include <QCoro/QCoroTask>
#include <QObject>
#include <QPointer>

namespace countersign::wire {
struct Submission;
}

namespace countersign::client {

class Connection;
class KeyStore;
struct PersonKeys;
struct Registrant;

/// Somebody's session at a server: signed out → code → (enrol →) signed in ⇄ locked. The console's pages ask
/// here who is signed in and which roles are in force. Who that is, is what was typed at sign-in, and which
/// server, what the profile says: one that says otherwise is not believed (`IdentityMismatch`).
class Session final : public QObject
{
    Q_OBJECT

public:
    enum class State { SignedOut, AwaitingCode, Enrolling, SignedIn, Locked };
    Q_ENUM(State)

    Session(Connection& connection, KeyStore& keyStore, const Clock& clock, QObject* parent = nullptr);
    ~Session() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const wire::Me& me() const { return m_me; }
    [[nodiscard]] bool holds(wire::Role role) const;
    [[nodiscard]] const PersonKeys* keys() const { return m_keys.get(); }
    /// Seconds until the idle lock.
    [[nodiscard]] int idleSecondsLeft() const;

    /// Name and password; then the state is `AwaitingCode` or `Enrolling`.
    [[nodiscard]] QCoro::Task<Result<void>> signIn(QString name, Secret password);
    /// Six digits or a recovery code. Loads the person's keys; `KeyMissing` is kept as `keyFault()`, the
    /// session stands.
    [[nodiscard]] QCoro::Task<Result<void>> submitCode(Secret code);
    /// While enrolling: the secret as QR text and for typing.
    [[nodiscard]] QCoro::Task<Result<wire::EnrolOffer>> beginEnrolment();
    /// Makes the person's keys, stores them, registers them; answers the recovery codes. Keys of before are
    /// kept until the server has accepted the new ones.
    [[nodiscard]] QCoro::Task<Result<QStringList>> finishEnrolment(Secret password, Secret code,
                                                                   QString device);
    /// After an MFA reset or loss: keys are made and registered anew by a person who is enrolled. Where an
    /// earlier attempt ended without an answer, the keys of then are taken.
    [[nodiscard]] QCoro::Task<Result<void>> registerNewKey(Secret code, QString device);
    /// The keys made for a renewal, once the log says that `signing` counts: they take the place of the
    /// present ones. `KeyMissing` where this machine did not make them.
    [[nodiscard]] QCoro::Task<Result<void>> adoptNewKeys(KeyThumbprint signing);
    [[nodiscard]] QCoro::Task<void> signOut();

    /// Hides everything; the tokens are forgotten and the server's session goes on until it idles out.
    void lock();
    /// The same person's password and code again; the work on screen stays.
    [[nodiscard]] QCoro::Task<Result<void>> unlock(Secret password, Secret code);
    /// A key press or click: postpones the idle lock.
    void touch();

    [[nodiscard]] const std::optional<Error>& keyFault() const { return m_keyFault; }
    /// Why there are no `keys()`.
    [[nodiscard]] Error whyNoKeys() const { return m_keyFault.value_or(Error{ErrorCode::KeyMissing, {}}); }
    /// Looks for the person's keys once more: the key store was opened meanwhile. What is still wrong is
    /// answered, and kept as `keyFault()`.
    [[nodiscard]] QCoro::Task<Result<void>> reloadKeys();
    /// Asks the server anew which roles we hold. Another person or server than this session's locks it.
    [[nodiscard]] QCoro::Task<Result<void>> refreshMe();

signals:
    void stateChanged();
    void meChanged();
    /// The server ended the session; the console locks and keeps what was typed.
    void ended(const QString& code);

private:
    /// What a coroutine began under; over when the session has gone, was locked or ended.
    class Begun
    {
    public:
        explicit Begun(Session* session) : m_session(session), m_generation(session->m_generation) {}
        [[nodiscard]] bool over() const { return !m_session || m_session->m_generation != m_generation; }

    private:
        QPointer<Session> m_session;
        int m_generation;
    };

    void setState(State state);
    [[nodiscard]] Result<void> checkIdentity(const PersonId& person, const ServerId& server) const;
    [[nodiscard]] Result<void> adopt(wire::SessionGrant grant);
    /// A sign-in that the server no longer waits for begins again with the name.
    [[nodiscard]] Error abandonIfLapsed(Error error);
    [[nodiscard]] QCoro::Task<Result<void>> enter(std::string pending, Secret code);
    /// `Cancelled` if the session went meanwhile; what is wrong with the keys becomes `keyFault()`.
    [[nodiscard]] QCoro::Task<Result<void>> loadKeys();
    [[nodiscard]] QCoro::Task<Result<void>> submitRegistration(wire::Submission message, bool again);
    [[nodiscard]] QCoro::Task<Result<void>> useKeys(PersonKeys keys);

    Connection& m_connection;
    KeyStore& m_keyStore;
    const Clock& m_clock;
    State m_state = State::SignedOut;
    QString m_name;
    std::string m_pending;
    std::unique_ptr<Registrant> m_registrant; ///< while enrolling
    wire::Me m_me;
    std::unique_ptr<PersonKeys> m_keys;
    std::optional<Error> m_keyFault;
    Time m_lastTouch{};
    int m_idleSeconds = 900;
    int m_generation = 0; ///< counts locks and ends
};

} // namespace countersign::client
