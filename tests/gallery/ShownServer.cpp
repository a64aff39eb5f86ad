#include "gallery/ShownServer.h"

#include "wire/Codec.h"

#include <stdexcept>

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

namespace countersign::gallery {

namespace {

crypto::CertificateAndKey made(Result<crypto::CertificateAndKey> result)
{
    if (!result)
        throw std::runtime_error(result.error().detail);
    return std::move(*result);
}

constexpr auto notFound = R"({"type":"about:blank","title":"","status":404,"code":"not-found"})";

QByteArray qt(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

ShownServer::ShownServer(const ShownWorld& world)
    : m_world(world), m_person(world.approves), m_ca(made(crypto::makeTrialCa("Gallery CA")))
{
    const auto own = made(crypto::makeTrialCertificate(m_ca, {"localhost"}, {"127.0.0.1"}));
    auto tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(qt(own.certificatePem)));
    tls.setPrivateKey(QSslKey(qt(own.keyPem.revealText()), QSsl::Ec));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_server.setSslConfiguration(tls);
    m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QSslServer::pendingConnectionAvailable, this, [this] {
        while (auto* socket = qobject_cast<QSslSocket*>(m_server.nextPendingConnection()))
            serve(socket);
    });
}

QString ShownServer::address() const
{
    return QStringLiteral("https://localhost:%1").arg(m_server.serverPort());
}

void ShownServer::goAway()
{
    m_server.close();
    for (auto* socket : m_server.findChildren<QSslSocket*>())
        socket->abort();
}

void ShownServer::serve(QSslSocket* socket)
{
    connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QSslSocket::readyRead, this, [this, socket] {
        const auto request = socket->peek(64 * 1024);
        const auto head = request.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        const auto lengthAt = request.toLower().indexOf("content-length: ");
        const auto length =
            lengthAt < 0 || lengthAt > head ? 0 : request.mid(lengthAt + 16, 9).split('\r').first().toInt();
        if (request.size() < head + 4 + length)
            return;
        socket->read(head + 4 + length);
        const auto line = request.left(request.indexOf("\r\n")).split(' ');
        answer(socket, line.at(0), line.at(1));
    });
}

void ShownServer::answer(QSslSocket* socket, const QByteArray& method, const QByteArray& path)
{
    if (path == "/v1/events") { // open, and nothing happens
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:\n\n");
        return;
    }
    if (isHeld(path))
        return;
    const bool stands = path.startsWith("/v1/session") || path.startsWith("/v1/log/");
    if (m_mood == Mood::Silent && !stands)
        return;
    const bool refused = m_mood == Mood::Refusing && !stands;
    const auto found = refused ? std::nullopt : body(method, path);
    const auto text = qt(found.value_or(refused ? outOfOrder() : notFound));
    socket->write((found     ? "HTTP/1.1 200 OK\r\n"
                   : refused ? "HTTP/1.1 503 Service Unavailable\r\n"
                             : "HTTP/1.1 404 Not Found\r\n") +
                  QByteArray("Content-Type: application/json\r\nContent-Length: ") +
                  QByteArray::number(text.size()) + "\r\n\r\n" + text);
}

bool ShownServer::isHeld(const QByteArray& path) const
{
    const QByteArray audit = "/v1/log/audit/";
    if (!m_held || !path.startsWith(audit))
        return false;
    const auto tile = crypto::tileFromPath(path.mid(audit.size()).toStdString());
    return tile && tile->level < 0 && tile->index >= m_held->first && tile->index <= m_held->second;
}

std::string ShownServer::outOfOrder() const
{
    wire::Problem problem;
    problem.title = m_world.said("Out of order");
    problem.status = 503;
    problem.code = "shutting-down";
    problem.incident = m_world.said("inc_1");
    return wire::encode(problem);
}

std::optional<std::string> ShownServer::body(const QByteArray& method, const QByteArray& path) const
{
    if (path == "/v1/session" && method == "POST")
        return wire::encode(wire::SignInAnswer{"totp", "pending"});
    if (path == "/v1/session" && method == "GET")
        return wire::encode(m_world.me(m_person));
    if (path == "/v1/session/totp") {
        wire::SessionGrant grant;
        grant.accessToken = Secret(std::string_view("access"));
        grant.refreshToken = Secret(std::string_view("refresh"));
        grant.expiresIn = 3600;
        grant.idleSeconds = 900;
        grant.me = m_world.me(m_person);
        return wire::encode(grant);
    }
    if (path.startsWith("/v1/log/"))
        return logBody(path.mid(8));
    return lists(path);
}

std::optional<std::string> ShownServer::lists(const QByteArray& path) const
{
    const bool empty = m_mood == Mood::Empty;
    if (path == "/v1/jobs") {
        auto jobs = empty || isAdmin() ? wire::Jobs() : m_world.jobs();
        if (m_mood == Mood::Withholding)
            for (auto& job : jobs.jobs)
                if (!job.decisions.empty())
                    job.decisions.pop_back();
        return wire::encode(jobs);
    }
    if (path.startsWith("/v1/jobs/") && path.endsWith("/trail"))
        return wire::encode(m_world.trail(JobId(path.mid(9, path.size() - 15).toStdString())));
    if (path.startsWith("/v1/statements/"))
        return m_world.statement(path.mid(15).toStdString());
    if (path == "/v1/people")
        return wire::encode(m_world.people());
    if (path == "/v1/keys")
        return wire::encode(empty ? wire::KeyRows() : m_world.keys());
    if (path == "/v1/prepared")
        return wire::encode(m_prepared);
    if (path == "/v1/sources")
        return wire::encode(m_world.sources());
    return std::nullopt;
}

// Who administers sees no export.
bool ShownServer::isAdmin() const
{
    const auto& state = m_world.fixture.state;
    return state.holdsNow(m_person.id, wire::Role::Admin);
}

void ShownServer::rewriteEntry(const std::string& log, std::uint64_t index, const std::string& line)
{
    const auto& whole = log == "audit" ? m_world.fixture.auditLog : m_world.fixture.trustLog;
    auto other = whole.restored(index, whole.origin());
    other.append(line);
    while (other.size() < whole.size())
        other.append(whole.lines()[other.size()]);
    m_others.insert_or_assign(log, std::move(other));
}

void ShownServer::putBack()
{
    m_rewritten = false;
    m_others.clear();
}

std::optional<std::string> ShownServer::logBody(const QByteArray& rest) const
{
    const auto slash = rest.indexOf('/');
    const bool audit = rest.left(slash) == "audit";
    const auto& real = audit ? m_world.fixture.auditLog : m_world.fixture.trustLog;
    const auto other = m_others.find(audit ? "audit" : "trust");
    const auto& log = other == m_others.end() ? real : other->second;
    const auto what = rest.mid(slash + 1).toStdString();
    if (what == "checkpoint" && other != m_others.end())
        return real.note(log.head());
    if (what == "checkpoint")
        return audit && m_rewritten ? log.note({log.size(), Digest()})
               : m_left             ? log.note(audit ? m_left->second : m_left->first)
                                    : log.note();
    const auto tile = crypto::tileFromPath(what);
    if (!tile)
        return std::nullopt;
    if (tile->level < 0) {
        const auto from = log.lines().begin() + static_cast<std::ptrdiff_t>(tile->index * 256);
        const std::vector<std::string> lines(from, from + tile->width);
        return std::string(textOf(crypto::encodeBundle(lines)));
    }
    const auto bytes = m_left
                           ? log.restored(audit ? m_left->second : m_left->first, log.origin()).tiles()(*tile)
                           : log.tiles()(*tile);
    return bytes ? std::optional(std::string(textOf(*bytes))) : std::nullopt;
}

} // namespace countersign::gallery
