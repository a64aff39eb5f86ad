#include "client/Connection.h"

#include "client/Replies.h"
#include "crypto/Dpop.h"
#include "crypto/Random.h"

#include <QBuffer>
#include <QNetworkReply>
#include <QPointer>
#include <QSslCipher>

#include <QCoro/QCoroNetworkReply>

namespace countersign::client {

namespace {

constexpr int callTimeout = 30'000; // ms without a byte
constexpr qint64 largestAnswer = 64 * 1024 * 1024;
constexpr qint64 streamBuffer = 4 * 1024 * 1024;
constexpr std::chrono::minutes mostSkew{5}; // as `issued` may differ from its entry's time
constexpr int codeLife = 30;                // s, RFC 6238
constexpr auto renewBefore = std::chrono::seconds(20);

QSslConfiguration pinnedTls(const QByteArray& caPem)
{
    auto tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromData(caPem, QSsl::Pem));
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setAllowedNextProtocols({});
    return tls;
}

// Signing in and renewing prove the device key alone (the table of routes says `Proof`).
bool takesToken(const QByteArray& method, const QString& path)
{
    return !(path.startsWith(u"/v1/session/") || (path == u"/v1/session" && method == "POST"));
}

} // namespace

Connection::Connection(Profile profile, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_profile(std::move(profile)),
      m_clock(clock),
      m_deviceKey(crypto::SigningKey::generate()),
      m_tlsConfiguration(pinnedTls(m_profile.caPem))
{
}

Connection::~Connection()
{
    close();
}

void Connection::close()
{
    m_closed = true;
    for (auto* reply : m_network.findChildren<QNetworkReply*>())
        reply->abort();
}

Result<void> Connection::pinRoot(const Digest& digest)
{
    return m_profile.pinRoot(digest).map([this] { emit rootPinned(); });
}

void Connection::rereadRoot()
{
    if (m_profile.root)
        return;
    if (const auto read = Profile::load(m_profile.file);
        read && read->root && read->server == m_profile.server) {
        m_profile.root = read->root;
        emit rootPinned();
    }
}

void Connection::adoptTokens(Secret access, Secret refresh, int expiresInSeconds)
{
    m_access = std::move(access);
    m_refresh = std::move(refresh);
    m_accessEnds = m_clock.now() + std::chrono::seconds(expiresInSeconds);
    ++m_tokenGeneration;
}

void Connection::forgetTokens()
{
    m_access = {};
    m_refresh = {};
    ++m_tokenGeneration;
}

Result<Time> Connection::signingTime() const
{
    const auto ours = m_clock.now();
    const auto skew = std::chrono::seconds(m_skewSeconds);
    const Time theirs = ours + skew;
    if (skew > mostSkew || skew < -mostSkew)
        return fail(ErrorCode::ClockSkew, bothClocks());
    return theirs;
}

std::string Connection::bothClocks() const
{
    const auto ours = m_clock.now();
    return timeText(ours) + ' ' + timeText(ours + std::chrono::seconds(m_skewSeconds));
}

// Which of both is wrong, nobody knows here; but a code of the right time is refused by a server of another.
Error Connection::withClocks(Error error) const
{
    const bool ofTime = error.code == ErrorCode::SignInRefused || error.code == ErrorCode::CodeRefused ||
                        error.code == ErrorCode::ProofRefused;
    if (ofTime && std::abs(m_skewSeconds) >= codeLife)
        error.detail = bothClocks();
    return error;
}

void Connection::setOnline(bool online)
{
    if (std::exchange(m_online, online) != online)
        emit onlineChanged(online);
}

QNetworkRequest Connection::request(const Call& call) const
{
    auto base = m_profile.url;
    base.setPath({});
    const QString target = base.toString(QUrl::FullyEncoded) + call.path;
    QNetworkRequest request(QUrl(target, QUrl::StrictMode));
    request.setSslConfiguration(m_tlsConfiguration);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    if (!call.stream)
        request.setTransferTimeout(callTimeout);
    request.setRawHeader("User-Agent", "Countersign");
    request.setRawHeader("Accept-Encoding", "identity"); // offsets of ranges count bytes as stored
    if (!call.body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
    if (call.activity == Activity::Background)
        request.setRawHeader("Countersign-Background", "?1");
    if (!call.idempotencyKey.isEmpty())
        request.setRawHeader("Idempotency-Key", call.idempotencyKey);
    if (call.rangeFrom > 0)
        request.setRawHeader("Range", "bytes=" + QByteArray::number(qulonglong(call.rangeFrom)) + "-");

    crypto::DpopClaims claims;
    claims.jti = crypto::randomIdText("");
    claims.htm = call.method.toStdString();
    claims.htu = target.section(u'?', 0, 0).toStdString();
    claims.iat =
        std::chrono::floor<std::chrono::seconds>(m_clock.now()).time_since_epoch().count() + m_skewSeconds;
    claims.nonce = m_nonce;
    if (hasTokens() && takesToken(call.method, call.path)) {
        claims.ath = crypto::dpopTokenHash(m_access.revealText());
        auto authorization =
            QByteArray("DPoP ").append(m_access.revealText().data(), qsizetype(m_access.size()));
        request.setRawHeader("Authorization", authorization);
        authorization.fill('\0');
    }
    request.setRawHeader("DPoP", QByteArray::fromStdString(crypto::makeDpopProof(claims, m_deviceKey)));
    return request;
}

QNetworkReply* Connection::start(const Call& call)
{
    QNetworkReply* reply = nullptr;
    if (call.body.isEmpty()) {
        reply = m_network.sendCustomRequest(request(call), call.method);
    } else {
        auto* body = new QBuffer;
        body->setData(call.body.constData(), static_cast<int>(call.body.size())); // a copy of its own
        body->open(QIODevice::ReadOnly);
        reply = m_network.sendCustomRequest(request(call), call.method, body);
        body->setParent(reply);
        connect(reply, &QNetworkReply::finished, body, [body] { body->buffer().fill('\0'); });
    }
    noteCertificateFaults(reply);
    if (call.stream) {
        reply->setReadBufferSize(streamBuffer);
        abortWhenStill(reply);
    } else {
        connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
            if (received > largestAnswer)
                reply->abort();
        });
    }
    return reply;
}

// What any answer tells besides its content.
void Connection::note(QNetworkReply* reply)
{
    if (statusOf(reply) == 0) {
        if (!m_closed)
            setOnline(false);
        return;
    }
    if (const auto nonce = reply->rawHeader("DPoP-Nonce"); !nonce.isEmpty())
        m_nonce = nonce.toStdString();
    if (const auto theirs = secondsOfDate(reply->rawHeader("Date"))) {
        const auto ours = std::chrono::floor<std::chrono::seconds>(m_clock.now()).time_since_epoch().count();
        m_skewSeconds = static_cast<int>(std::clamp<qint64>(*theirs - ours, INT32_MIN, INT32_MAX));
    }
    const auto tls = reply->sslConfiguration();
    if (!tls.peerCertificate().isNull() && !tls.sessionCipher().isNull()) {
        Tls seen{tls.sessionCipher().protocolString(), tls.sessionCipher().name(),
                 tls.peerCertificate().expiryDate()};
        const bool changed = !m_tls || m_tls->version != seen.version || m_tls->cipher != seen.cipher ||
                             m_tls->notAfter != seen.notAfter;
        m_tls = std::move(seen);
        if (changed)
            emit tlsChanged();
    }
    setOnline(true);
}

Error Connection::errorOf(QNetworkReply* reply) const
{
    if (m_closed)
        return {ErrorCode::Cancelled, {}};
    const int status = statusOf(reply);
    if (status == 0 || (status < 300 && reply->error() != QNetworkReply::NoError))
        return networkError(reply);
    if (status >= 300 && status < 400)
        return {ErrorCode::Internal, "the server answered with a redirect"};
    const auto body = reply->readAll();
    if (const auto problem = wire::decode<wire::Problem>(body.toStdString())) {
        // Quoted by a person, so an id or nothing.
        const auto incident = problem->incident.value_or("");
        return {codeFromText(problem->code), problem->title, isIdText(incident) ? incident : std::string()};
    }
    return {codeOfStatus(status), "HTTP status " + std::to_string(status)};
}

QCoro::Task<Result<QNetworkReply*>> Connection::settle(Call call)
{
    const QPointer<Connection> self(this);
    const bool token = takesToken(call.method, call.path);
    bool nonceFollowed = false;
    bool repeated = false;
    bool renewed = false;
    if (token && hasTokens() && m_clock.now() + renewBefore >= m_accessEnds) {
        renewed = true;
        auto done = co_await renew();
        if (!self)
            co_return fail(ErrorCode::Cancelled);
        if (!done)
            co_return tl::unexpected(done.error());
    }
    for (;;) {
        if (m_closed)
            co_return fail(ErrorCode::Cancelled);
        const int generation = m_tokenGeneration;
        auto* reply = start(call);
        if (call.stream)
            co_await HeadOf(reply);
        if (!call.stream || statusOf(reply) >= 300)
            co_await reply;
        if (!self || m_closed) {
            reply->deleteLater();
            co_return fail(ErrorCode::Cancelled);
        }
        note(reply);
        const int status = statusOf(reply);
        if (status >= 200 && status < 300 && reply->error() == QNetworkReply::NoError)
            co_return reply;
        const bool lost = isLost(reply);
        auto error = errorOf(reply);
        reply->deleteLater();
        if (error.code == ErrorCode::NonceNeeded && !std::exchange(nonceFollowed, true))
            continue;
        // Qt sends anew by itself what a lost connection left unanswered, with the same proof: if the server
        // had taken it in, it refuses that as a replay.
        if ((lost || error.code == ErrorCode::ProofRefused) && !std::exchange(repeated, true))
            continue;
        if (error.code == ErrorCode::SessionEnded && token && hasTokens() && !std::exchange(renewed, true)) {
            if (generation == m_tokenGeneration) {
                auto done = co_await renew();
                if (!self)
                    co_return fail(ErrorCode::Cancelled);
                if (!done)
                    co_return tl::unexpected(done.error());
            }
            nonceFollowed = false;
            continue;
        }
        if (error.code == ErrorCode::SessionEnded && token && generation == m_tokenGeneration &&
            hasTokens()) {
            forgetTokens();
            emit sessionEnded(qt(codeText(error.code)));
        }
        co_return tl::unexpected(withClocks(std::move(error)));
    }
}

QCoro::Task<Result<QByteArray>> Connection::call(QByteArray method, QString path, QByteArray body,
                                                 Activity activity)
{
    Call what;
    what.method = std::move(method);
    what.path = std::move(path);
    what.body = std::move(body);
    what.activity = activity;
    if (what.method == "POST")
        what.idempotencyKey = QByteArray::fromStdString(crypto::randomIdText(""));
    auto reply = co_await settle(std::move(what));
    if (!reply)
        co_return tl::unexpected(reply.error());
    auto answer = (*reply)->readAll();
    (*reply)->deleteLater();
    co_return answer;
}

QCoro::Task<Result<QNetworkReply*>> Connection::open(QString path, std::uint64_t rangeFrom, Activity activity)
{
    Call what;
    what.method = "GET";
    what.path = std::move(path);
    what.rangeFrom = rangeFrom;
    what.activity = activity;
    what.stream = true;
    return settle(std::move(what));
}

QCoro::Task<Result<void>> Connection::renew()
{
    return m_renewal([this] { return renewOnce(); });
}

QCoro::Task<Result<void>> Connection::renewOnce()
{
    const QPointer<Connection> self(this);
    if (m_refresh.empty())
        co_return fail(ErrorCode::SessionEnded);
    wire::Refresh message;
    message.refreshToken = m_refresh.clone();
    const int generation = m_tokenGeneration;
    const QString path = QStringLiteral("/v1/session/refresh");
    auto grant = co_await post<wire::SessionGrant>(path, message);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (generation != m_tokenGeneration)
        co_return fail(ErrorCode::SessionEnded); // locked or signed out meanwhile: it stays so
    if (grant) {
        adoptTokens(std::move(grant->accessToken), std::move(grant->refreshToken), grant->expiresIn);
        co_return Result<void>{};
    }
    const int status = httpStatus(grant.error().code);
    if (status == 401 || status == 403) {
        forgetTokens();
        emit sessionEnded(qt(codeText(grant.error().code)));
    }
    co_return tl::unexpected(grant.error());
}

} // namespace countersign::client
