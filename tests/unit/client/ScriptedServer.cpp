#include "ScriptedServer.h"

#include "crypto/Certificates.h"

#include <algorithm>
#include <stdexcept>

#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

namespace countersign::test {

namespace {

QString written(const QString& file, std::string_view text)
{
    QFile target(file);
    if (!target.open(QIODevice::WriteOnly))
        throw std::runtime_error("no temporary file");
    target.write(text.data(), static_cast<qsizetype>(text.size()));
    return file;
}

QByteArray contentOf(const QString& file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

} // namespace

TrialTls::TrialTls()
{
    const auto ca = crypto::makeTrialCa("Trial CA");
    const auto made = crypto::makeTrialCertificate(*ca, {"localhost"}, {"127.0.0.1"});
    caPem = QByteArray::fromStdString(ca->certificatePem);
    certificateFile = written(folder.filePath("certificate.pem"), made->certificatePem);
    keyFile = written(folder.filePath("key.pem"), made->keyPem.revealText());
}

client::Profile TrialTls::profile(quint16 port) const
{
    client::Profile profile;
    profile.name = "Test";
    profile.url = QUrl("https://127.0.0.1:" + QString::number(port));
    profile.environment = "test";
    profile.caPem = caPem;
    profile.server = ServerId("srv_test");
    return profile;
}

crypto::DpopClaims claimsOf(const http::Request& request)
{
    const auto proof = crypto::parseDpopProof(request.fields.first("DPoP"));
    return proof ? proof->claims : crypto::DpopClaims{};
}

http::Response refusing(ErrorCode code, const std::string& incident)
{
    wire::Problem problem;
    problem.status = httpStatus(code);
    problem.code = codeText(code);
    if (!incident.empty())
        problem.incident = incident;
    auto response = answering(problem);
    response.status = problem.status;
    return response;
}

wire::SessionGrant grantOf(const std::string& access, const std::string& refresh, const std::string& person)
{
    wire::SessionGrant grant;
    grant.accessToken = Secret(std::string_view(access));
    grant.refreshToken = Secret(std::string_view(refresh));
    grant.expiresIn = 300;
    grant.idleSeconds = 900;
    grant.me.person = PersonId(person);
    grant.me.name = person;
    grant.me.server = ServerId("srv_test");
    return grant;
}

ScriptedServer::ScriptedServer(http::Handler answer, const Clock* clock) : m_answer(std::move(answer))
{
    http::ListenerOptions options;
    options.certificateFile = tls.certificateFile.toStdString();
    options.keyFile = tls.keyFile.toStdString();
    options.poolThreads = 2;
    options.clock = clock;
    auto opened = http::Listener::open(options, [this](const http::Request& request) {
        {
            const std::lock_guard lock(m_mutex);
            m_requests.push_back(request);
        }
        return m_answer(request);
    });
    if (!opened)
        throw std::runtime_error(opened.error().detail);
    m_listener = std::move(*opened);
    m_runner = std::thread([this] { m_listener->run(); });
}

ScriptedServer::~ScriptedServer()
{
    m_listener->stop(0);
    m_runner.join();
}

std::vector<http::Request> ScriptedServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

int ScriptedServer::count(const std::string& method, const std::string& path) const
{
    const auto all = requests();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const http::Request& request) {
        return request.method == method && request.path == path;
    }));
}

CuttingServer::CuttingServer(int cuts) : m_cuts(cuts)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(tls.certificateFile));
    configuration.setPrivateKey(QSslKey(contentOf(tls.keyFile), QSsl::Ec));
    m_server.setSslConfiguration(configuration);
    if (!m_server.listen(QHostAddress::LocalHost))
        throw std::runtime_error("can't listen");
    QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
        while (auto* socket = qobject_cast<QSslSocket*>(m_server.nextPendingConnection())) {
            QObject::connect(socket, &QSslSocket::readyRead, &m_server, [this, socket] { read(socket); });
            read(socket);
        }
    });
}

void CuttingServer::read(QSslSocket* socket)
{
    const auto text = socket->peek(1 << 20);
    const auto end = text.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    http::Request request;
    for (const auto& line : text.left(end).split('\n')) {
        const auto colon = line.indexOf(": ");
        if (colon > 0)
            request.fields.add(line.left(colon).toStdString(), line.mid(colon + 2).trimmed().toStdString());
    }
    const auto length =
        QByteArray::fromStdString(std::string(request.fields.first("Content-Length"))).toInt();
    if (text.size() < end + 4 + length)
        return;
    request.body = text.mid(end + 4, length).toStdString();
    request.method = text.left(text.indexOf(' ')).toStdString();
    socket->readAll();
    requests.push_back(request);
    const std::string proof(request.fields.first("DPoP"));
    const bool replayed = std::find(m_proofs.begin(), m_proofs.end(), proof) != m_proofs.end();
    m_proofs.push_back(proof);
    if (!replayed && m_cuts > 0) {
        --m_cuts;
        socket->disconnectFromHost();
        return;
    }
    const auto refusal = QByteArray::fromStdString(refusing(ErrorCode::ProofRefused).body);
    const auto body = replayed ? refusal : QByteArray("{}");
    socket->write((replayed ? "HTTP/1.1 401 Unauthorized\r\n" : "HTTP/1.1 200 OK\r\n") +
                  QByteArray("Connection: close\r\nContent-Length: ") + QByteArray::number(body.size()) +
                  "\r\n\r\n" + body);
    socket->disconnectFromHost();
}

} // namespace countersign::test
