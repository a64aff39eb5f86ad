#pragma once

#include "client/ExportBook.h"
#include "client/Session.h"
#include "client/Statements.h"

namespace countersign::client {

/// One of a person's signing keys, as the replayed trust log knows it.
struct SigningKeyView
{
    KeyThumbprint signing;
    KeyThumbprint encryption;
    QString device; ///< as its holder says
    Digest registration;
    enum class State : std::uint8_t {
        Waiting, ///< for admins, and the person's own word where they have another key
        InForce,
        Replaced, ///< by a renewal, or ended with its person's account
        Revoked,
        Refused ///< rejected, withdrawn or lapsed before it counted
    } state = State::Waiting;
    bool here = false;     ///< this machine holds it
    bool root = false;     ///< a root names it
    QStringList endorsers; ///< names
    bool vouched = false;  ///< the person decided for it with another key of theirs
    bool renewal = false;  ///< ends another key when it counts
    int needed = 0;        ///< admins, while it waits
    Time registered{};
    std::uint64_t registeredAt = 0;    ///< index in the trust log
    std::optional<trust::Ended> ended; ///< how it was revoked
    /// The person signed in is to say whether it is theirs.
    bool asksMe = false;
};

/// What a revocation would make void, as far as this console can tell.
struct RevocationEffect
{
    std::vector<JobId> exports; ///< that end: of those that this console shows
    int endorsements = 0;       ///< decisions of admins by the key since then, which stay as they are
    int furtherKeys = 0;        ///< that the key vouched for since then, which end with it
};

/// A person's signing keys through a working life: further devices, renewals, losses.
class SigningKeys final : public QObject
{
    Q_OBJECT

public:
    SigningKeys(Connection& connection, Session& session, LogFollower& log, Statements& statements,
                ExportBook& book, KeyStore& store, QObject* parent = nullptr);

    /// Oldest first.
    [[nodiscard]] std::vector<SigningKeyView> of(const PersonId& person) const;
    /// Of the person signed in.
    [[nodiscard]] std::vector<SigningKeyView> mine() const;
    [[nodiscard]] RevocationEffect effectOf(const KeyThumbprint& signing, std::uint64_t voidFrom) const;
    /// The trust log's index from which on entries were made at `time` or later; its size for none.
    [[nodiscard]] std::uint64_t indexSince(Time time) const;

    /// A new pair of keys for this machine, which takes the place of its present one once an admin endorsed
    /// it. The present one signs meanwhile, and that the new one is its holder's.
    [[nodiscard]] QCoro::Task<Result<void>> renew(QString device, Secret code);
    /// That a waiting key is, or is not, the person's own.
    [[nodiscard]] QCoro::Task<Result<void>> vouch(Digest registration, wire::Verdict verdict, QString reason,
                                                  Secret code);
    /// `voidFrom`: see `wire::RevocationBody`. One's own is in force at once; another's once another admin
    /// countersigned.
    [[nodiscard]] QCoro::Task<Result<void>> revoke(PersonId person, KeyThumbprint signing,
                                                   wire::RevocationCause cause, std::uint64_t voidFrom,
                                                   QString reason, Secret code);

signals:
    void changed();

private:
    void settle();
    [[nodiscard]] QCoro::Task<Result<void>> adopt(KeyThumbprint next);
    [[nodiscard]] QCoro::Task<Result<PersonKeys>> keysToRenew();
    [[nodiscard]] QCoro::Task<Result<void>> sign(wire::StatementBody body, Secret code,
                                                 std::vector<crypto::Jws> ready = {});

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    Statements& m_statements;
    ExportBook& m_book;
    KeyStore& m_store;
    bool m_adopting = false;
};

} // namespace countersign::client
