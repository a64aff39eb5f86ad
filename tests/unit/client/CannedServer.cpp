#include "CannedServer.h"

#include "crypto/Certificates.h"
#include "wire/Codec.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace countersign::test {

namespace {

std::string entriesOf(const MemoryLog& log, const crypto::TileId& tile)
{
    const auto first = log.lines().begin() + static_cast<std::ptrdiff_t>(tile.index * 256);
    const std::vector<std::string> lines(first, first + tile.width);
    return std::string(textOf(crypto::encodeBundle(lines)));
}

} // namespace

CannedServer::CannedServer(const Clock* clock)
{
    const auto ca = crypto::makeTrialCa("Test CA").value();
    const auto own = crypto::makeTrialCertificate(ca, {"localhost"}, {"127.0.0.1"}).value();
    m_caPem = ca.certificatePem;
    http::ListenerOptions options;
    options.certificateFile = m_folder.filePath("certificate.pem").toStdString();
    options.keyFile = m_folder.filePath("key.pem").toStdString();
    options.poolThreads = 2;
    options.clock = clock;
    std::ofstream(options.certificateFile) << own.certificatePem;
    std::ofstream(options.keyFile) << own.keyPem.revealText();
    auto opened = http::Listener::open(options, [this](const auto& request) { return answer(request); });
    if (!opened)
        throw std::runtime_error(opened.error().detail);
    m_listener = std::move(*opened);
    m_thread = std::thread([this] { m_listener->run(); });
}

CannedServer::~CannedServer()
{
    m_listener->stop(0);
    m_thread.join();
}

client::Profile CannedServer::profile(const ServerId& server, std::optional<Digest> root) const
{
    client::Profile profile;
    profile.file = m_folder.filePath("no-profile.json");
    profile.name = "Test";
    profile.url = QUrl(QStringLiteral("https://localhost:%1").arg(m_listener->port()));
    profile.environment = "test";
    profile.caPem = QByteArray::fromStdString(m_caPem);
    profile.server = server;
    profile.root = root;
    return profile;
}

void CannedServer::show(const std::string& name, const MemoryLog& log, std::string note)
{
    const std::lock_guard lock(m_mutex);
    m_logs.insert_or_assign(name, Shown{log, note.empty() ? log.note() : std::move(note)});
}

void CannedServer::hide(const std::string& name)
{
    const std::lock_guard lock(m_mutex);
    m_logs.erase(name);
}

void CannedServer::put(const std::string& path, std::string body)
{
    const std::lock_guard lock(m_mutex);
    m_texts[path] = std::move(body);
}

wire::Me CannedServer::letIn(const PersonId& person, const ServerId& server, int expiresIn)
{
    put("/v1/session", wire::encode(wire::SignInAnswer{"totp", "pend_1"}));
    wire::SessionGrant grant;
    grant.accessToken = Secret(std::string_view("a1"));
    grant.refreshToken = Secret(std::string_view("r1"));
    grant.expiresIn = expiresIn;
    grant.idleSeconds = 900;
    grant.me.person = person;
    grant.me.server = server;
    put("/v1/session/totp", wire::encode(grant));
    return grant.me;
}

void CannedServer::serve(const std::string& base, Answers answers)
{
    const std::lock_guard lock(m_mutex);
    m_served[base] = std::move(answers);
}

void CannedServer::answerPost(const std::string& path, std::function<std::string(const std::string&)> make)
{
    const std::lock_guard lock(m_mutex);
    m_refused.erase(path);
    m_posts[path] = std::move(make);
}

void CannedServer::refusePost(const std::string& path, ErrorCode code)
{
    const std::lock_guard lock(m_mutex);
    m_refused[path] = code;
}

void CannedServer::withhold(const std::string& path)
{
    const std::lock_guard lock(m_mutex);
    m_texts[path] = std::nullopt;
}

void CannedServer::restore(const std::string& path)
{
    const std::lock_guard lock(m_mutex);
    m_texts.erase(path);
}

int CannedServer::asked(const std::string& prefix) const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(std::count_if(m_asked.begin(), m_asked.end(),
                                          [&](const std::string& path) { return path.starts_with(prefix); }));
}

bool CannedServer::push(const std::string& event, const std::string& data)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_streams, [&](const auto& stream) { return !stream->push(event, data); });
    return !m_streams.empty();
}

void CannedServer::cut()
{
    const std::lock_guard lock(m_mutex);
    for (const auto& stream : m_streams)
        stream->close();
    m_streams.clear();
}

http::Response CannedServer::answer(const http::Request& request)
{
    std::unique_lock lock(m_mutex);
    m_asked.push_back(request.path);
    http::Response response;
    if (const auto refused = m_refused.find(request.path);
        request.method == "POST" && refused != m_refused.end()) {
        wire::Problem problem;
        problem.status = response.status = httpStatus(refused->second);
        problem.code = codeText(refused->second);
        response.body = wire::encode(problem);
        return response;
    }
    if (const auto post = m_posts.find(request.path); request.method == "POST" && post != m_posts.end()) {
        const auto make = post->second;
        lock.unlock(); // it may show another log
        response.body = make(request.body);
        return response;
    }
    if (request.path == "/v1/events") {
        response.fields.add("Content-Type", "text/event-stream");
        response.events = [this](std::shared_ptr<http::EventStream> stream) {
            const std::lock_guard inner(m_mutex);
            m_streams.push_back(std::move(stream));
        };
        return response;
    }
    auto found = find(request.path);
    if (found)
        response.body = std::move(*found);
    else
        response.status = 404;
    return response;
}

Result<std::string> CannedServer::find(const std::string& path) const
{
    if (const auto text = m_texts.find(path); text != m_texts.end())
        return text->second ? Result<std::string>(*text->second) : fail(ErrorCode::NotFound);
    for (const auto& [base, answers] : m_served)
        if (path.starts_with(base))
            return answers(path.substr(base.size()));
    for (const auto& [name, shown] : m_logs) {
        const auto base = "/v1/log/" + name + "/";
        if (!path.starts_with(base))
            continue;
        if (path == base + "checkpoint")
            return shown.note;
        const auto tile = crypto::tileFromPath(path.substr(base.size()));
        if (!tile)
            return tl::unexpected(tile.error());
        if (tile->level < 0)
            return tile->index * 256 + tile->width <= shown.log.size()
                       ? Result<std::string>(entriesOf(shown.log, *tile))
                       : fail(ErrorCode::NotFound);
        return shown.log.tiles()(*tile).map([](const Bytes& bytes) { return std::string(textOf(bytes)); });
    }
    return fail(ErrorCode::NotFound);
}

} // namespace countersign::test
