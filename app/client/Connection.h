#pragma once

#include "base/Secret.h"
#include "base/Time.h"
#include "client/Async.h"
#include "client/Profile.h"
#include "client/Strings.h"
#include "crypto/EcKey.h"
#include "wire/Codec.h"
#include "wire/Session.h"

#include <QCoro/QCoroTask>
#include <QDateTime>
#include <QNetworkAccessManager>
#include <QObject>
#include <QSslConfiguration>

class QNetworkReply;
class QNetworkRequest;

namespace countersign::client {

/// HTTPS to one profile's server: only the pinned CA is believed, TLS 1.2 at least, no cache, no cookies, no
/// redirects. Adds DPoP proofs, follows `use_dpop_nonce` once, renews the access token before it ends and
/// once after `session-ended`, sends an idempotency key with each POST and repeats a call once, under the
/// same key, after a lost connection.
class Connection final : public QObject
{
    Q_OBJECT

public:
    Connection(Profile profile, const Clock& clock, QObject* parent = nullptr);
    ~Connection() override;

    struct Tls
    {
        QString version;
        QString cipher;
        QDateTime notAfter; ///< of the server's certificate
    };
    [[nodiscard]] const Profile& profile() const { return m_profile; }
    /// Pins the root in the profile's file, too.
    [[nodiscard]] Result<void> pinRoot(const Digest& digest);
    /// Looks whether the profile's file meanwhile names a root (another admin's console, configuration
    /// management).
    void rereadRoot();
    [[nodiscard]] const std::optional<Tls>& tls() const { return m_tls; }
    [[nodiscard]] bool online() const { return m_online; }
    /// Server's clock minus ours, from its Date header, in seconds.
    [[nodiscard]] int skewSeconds() const { return m_skewSeconds; }
    /// The server's time, for `issued` of a statement: its log judges that. `ClockSkew` where our clock is
    /// not within five minutes of it, for then the server alone would date what a person signs; the detail is
    /// what both clocks say, ours first.
    [[nodiscard]] Result<Time> signingTime() const;
    /// "ours theirs", for a person to compare.
    [[nodiscard]] std::string bothClocks() const;

    enum class Activity { Person, Background };
    /// Body in, body out; a problem answered becomes its `Error`, `incident` and all.
    [[nodiscard]] QCoro::Task<Result<QByteArray>> call(QByteArray method, QString path, QByteArray body = {},
                                                       Activity activity = Activity::Person);
    template <typename Answer>
    [[nodiscard]] QCoro::Task<Result<Answer>> get(QString path, Activity activity = Activity::Person)
    {
        auto body = co_await call("GET", std::move(path), {}, activity);
        if (!body)
            co_return tl::unexpected(body.error());
        co_return decoded<Answer>(*body);
    }
    template <typename Answer, typename Message>
    [[nodiscard]] QCoro::Task<Result<Answer>> post(QString path, const Message& message)
    {
        auto text = wire::encode(message);
        auto body = QByteArray::fromStdString(text);
        wipe(text);
        return postText<Answer>(std::move(path), std::move(body));
    }

    /// A reply under way whose head is a success, for streams (events, tickets): proof and token added; the
    /// caller owns it.
    [[nodiscard]] QCoro::Task<Result<QNetworkReply*>> open(QString path, std::uint64_t rangeFrom = 0,
                                                           Activity activity = Activity::Person);
    /// What became of a finished reply that `open` gave.
    [[nodiscard]] Error errorOf(QNetworkReply* reply) const;

    void adoptTokens(Secret access, Secret refresh, int expiresInSeconds);
    void forgetTokens();
    [[nodiscard]] bool hasTokens() const { return !m_access.empty(); }
    /// Ends every call under way as `Cancelled`, and all that come. Before the objects that call are
    /// destroyed.
    void close();

signals:
    void onlineChanged(bool online);
    void tlsChanged();
    void sessionEnded(const QString& code);
    void rootPinned();

private:
    // Move-only: its body may hold a password, and is wiped with it.
    struct Call
    {
        Call() = default;
        Call(Call&&) = default;
        Call& operator=(Call&&) = delete;
        ~Call() { body.fill('\0'); }

        QByteArray method;
        QString path;
        QByteArray body;
        QByteArray idempotencyKey;
        Activity activity = Activity::Person;
        std::uint64_t rangeFrom = 0;
        bool stream = false;
    };
    template <typename Answer>
    [[nodiscard]] static Result<Answer> decoded(QByteArray& body)
    {
        auto answer = wire::decode<Answer>(viewOf(body));
        body.fill('\0'); // tokens and codes come this way
        return answer;
    }
    template <typename Answer>
    [[nodiscard]] QCoro::Task<Result<Answer>> postText(QString path, QByteArray text)
    {
        auto body = co_await call("POST", std::move(path), std::move(text));
        if (!body)
            co_return tl::unexpected(body.error());
        co_return decoded<Answer>(*body);
    }
    [[nodiscard]] QNetworkRequest request(const Call& call) const;
    [[nodiscard]] QNetworkReply* start(const Call& call);
    /// One call with all its repetitions; the reply has its head (a stream) or has ended.
    [[nodiscard]] QCoro::Task<Result<QNetworkReply*>> settle(Call call);
    [[nodiscard]] QCoro::Task<Result<void>> renew();
    [[nodiscard]] QCoro::Task<Result<void>> renewOnce();
    void note(QNetworkReply* reply);
    [[nodiscard]] Error withClocks(Error error) const;
    void setOnline(bool online);

    Profile m_profile;
    const Clock& m_clock;
    crypto::SigningKey m_deviceKey;
    QSslConfiguration m_tlsConfiguration;
    QNetworkAccessManager m_network;
    SharedRun m_renewal;
    std::optional<Tls> m_tls;
    bool m_online = false;
    bool m_closed = false;
    int m_skewSeconds = 0;
    Secret m_access;
    Secret m_refresh;
    Time m_accessEnds{};
    int m_tokenGeneration = 0;
    std::string m_nonce;
};

} // namespace countersign::client
